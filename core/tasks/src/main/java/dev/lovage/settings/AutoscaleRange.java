package dev.lovage.settings;

/**
 * Between how many slots a worker's pool may move.
 *
 * @param max at least {@code min}
 * @param min at least 1
 */
public record AutoscaleRange(int max, int min) {

    public AutoscaleRange {
        if (min < 1 || max < min) {
            throw new IllegalArgumentException(
                    "worker_autoscale must be the most and the least slots as in 10,2, at least 1 of" + " each, was "
                            + max + "," + min);
        }
    }

    /** Between two numbers, whichever is the larger; Celery's 0 for the least is 1: a pool always has a slot. */
    static AutoscaleRange of(int one, int other) {
        return new AutoscaleRange(Math.max(one, other), Math.max(1, Math.min(one, other)));
    }

    /** As the command line takes it: {@code 10,2}. */
    @Override
    public String toString() {
        return max + "," + min;
    }
}
