package dev.lovage.examples;

import dev.lovage.Lovage;
import dev.lovage.worker.Shutdown;
import dev.lovage.worker.Worker;
import java.time.Duration;

/** A program of your own that is a worker: it stops as {@code lovage worker} does, and exits with the same codes. */
public final class WorkerMain {

    private WorkerMain() {}

    public static void main(String[] args) {
        int exitCode;
        try (Lovage app = Lovage.app("stopping")) {
            var add = app.task("tasks.add", Maths::add);
            // region: program
            Worker worker = Worker.builder(app)
                    .stopOnSignals()
                    .onShuttingDown(stop -> System.out.println(stop.signal() + " " + stop.how()))
                    .build();
            worker.start();
            // end: program
            System.out.println(add.delay(40, 2).get(Duration.ofSeconds(10)));
            // region: stop
            worker.stop(Shutdown.SOFT); // or stop(), stopNow(); or a signal from outside
            worker.awaitStopped();
            exitCode = worker.exitCode();
            // end: stop
        }
        System.exit(exitCode);
    }
}
