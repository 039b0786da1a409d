package dev.lovage.examples;

import dev.lovage.worker.scale.AutoscaleRule;
import dev.lovage.worker.scale.Load;

// region: depth
/** A slot for every ten messages, those in the queues and those that the worker has taken. */
public final class ScaleByQueueDepth implements AutoscaleRule {

    @Override
    public int wantedSize(Load load) {
        long messages = load.queues().total() + load.reserved();
        return (int) Math.min(load.max(), (messages + 9) / 10);
    }
}
// end: depth
