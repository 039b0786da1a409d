package dev.lovage.worker;

import dev.lovage.worker.hooks.WorkerListener.CelerydAfterSetup;
import dev.lovage.worker.hooks.WorkerListener.CelerydInit;
import dev.lovage.worker.hooks.WorkerListener.WorkerInit;
import dev.lovage.worker.hooks.WorkerListener.WorkerShutdown;
import dev.lovage.worker.hooks.WorkerListener.WorkerShuttingDown;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.WorkerControl;
import java.util.List;
import java.util.Locale;

/** Tells listeners how far a worker's life has come. */
record Life(WorkerControl worker, Listeners listeners) {

    void begins() {
        listeners.tell(listener -> listener.celerydInit(new CelerydInit(worker)));
    }

    void isSetUp(List<Bootstep> steps) {
        List<String> names = steps.stream().map(Bootstep::name).toList();
        listeners.tell(listener -> listener.celerydAfterSetup(new CelerydAfterSetup(worker, names)));
    }

    void starts() {
        listeners.tell(listener -> listener.workerInit(new WorkerInit(worker)));
    }

    void shuttingDown(ShuttingDown stop) {
        String name = stop.how().name();
        String how = name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
        listeners.tell(listener ->
                listener.workerShuttingDown(new WorkerShuttingDown(worker, stop.signal(), how, stop.exitCode())));
    }

    void ends() {
        listeners.tell(listener -> listener.workerShutdown(new WorkerShutdown(worker)));
    }
}
