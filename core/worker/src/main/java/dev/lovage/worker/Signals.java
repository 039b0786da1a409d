package dev.lovage.worker;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** What TERM and INT mean to a worker: the first one to finish and stop, the next one to stop now. */
final class Signals {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker");

    private final Worker worker;
    private boolean second;

    private Signals(Worker worker) {
        this.worker = worker;
    }

    static void install(Worker worker) {
        Signals signals = new Signals(worker);
        for (String name : List.of("TERM", "INT")) {
            Signal.handle(new Signal(name), signal -> signals.received(signal.getName()));
        }
    }

    private synchronized void received(String name) {
        if (!second) {
            second = true;
            LOG.warn(
                    "{}: warm shutdown: no new tasks; finishing {} running. Again {} to stop now and give them back",
                    name,
                    worker.unfinished(),
                    name);
            worker.stop();
        } else {
            LOG.warn(
                    "{}: cold shutdown: running tasks are ended; those acknowledged late go back to their queues",
                    name);
            worker.stopNow();
        }
    }
}
