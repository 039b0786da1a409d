package dev.lovage.worker.scale;

/** A slot for each task in the worker's hands: what a worker follows when it is told no other rule, and what Celery's does. */
public final class ReservedRule implements AutoscaleRule {

    @Override
    public int wantedSize(Load load) {
        return load.reserved();
    }

    @Override
    public String toString() {
        return "tasks in hand";
    }
}
