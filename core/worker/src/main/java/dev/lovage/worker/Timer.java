package dev.lovage.worker;

/** Something that the loop will do at a time of its own. Belongs to the loop's thread. */
final class Timer implements Comparable<Timer> {

    private final long dueNanos;
    private final long order;
    private final Runnable action;
    private boolean cancelled;

    Timer(long dueNanos, long order, Runnable action) {
        this.dueNanos = dueNanos;
        this.order = order;
        this.action = action;
    }

    long dueNanos() {
        return dueNanos;
    }

    void cancel() {
        cancelled = true;
    }

    void run() {
        if (!cancelled) {
            action.run();
        }
    }

    boolean cancelled() {
        return cancelled;
    }

    @Override
    public int compareTo(Timer other) {
        long difference = dueNanos - other.dueNanos;
        return difference != 0 ? Long.signum(difference) : Long.compare(order, other.order);
    }
}
