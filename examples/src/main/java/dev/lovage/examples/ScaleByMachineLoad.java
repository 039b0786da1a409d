package dev.lovage.examples;

import dev.lovage.worker.scale.AutoscaleRule;
import dev.lovage.worker.scale.Load;

// region: machine
/** A slot for each task in hand, but no further ones while the machine is busy. */
public final class ScaleByMachineLoad implements AutoscaleRule {

    private final double busy;

    public ScaleByMachineLoad() {
        this(0.75);
    }

    /** A rule that takes the machine for busy when so much of its processors is in use, from 0 to 1. */
    public ScaleByMachineLoad(double busy) {
        this.busy = busy;
    }

    @Override
    public int wantedSize(Load load) {
        return load.cpu() > busy ? Math.min(load.size(), load.reserved()) : load.reserved();
    }
}
// end: machine
