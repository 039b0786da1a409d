package dev.lovage.worker;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.worker.hooks.WorkerListener;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.StepContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A program that is a worker with child JVMs, for a test to send signals to. Its arguments: for how many milliseconds it runs a
 * task, or 0 for none; the soft shutdown's seconds; whether a step and who hears of its stopping hang.
 */
final class SignalledMain {

    private SignalledMain() {}

    public static void main(String[] arguments) {
        long millis = Long.parseLong(arguments[0]);
        boolean hangs = Boolean.parseBoolean(arguments[2]);
        Lovage app = Lovage.builder("signalled")
                .broker("memory://signalled")
                .backend("memory://signalled")
                .settings(settings -> settings.set("worker_soft_shutdown_timeout", arguments[1]))
                .build();
        Worker worker = Worker.builder(app.settings())
                .application(SignalledTasks.class.getName())
                .pool("process")
                .concurrency(1)
                .stopOnSignals()
                .onShuttingDown(stop -> System.out.println("STAGE " + stop))
                .listener(new WorkerListener() {
                    @Override
                    public void workerShuttingDown(WorkerShuttingDown event) {
                        if (hangs) {
                            hang();
                        }
                    }
                })
                .build();
        if (hangs) {
            worker.steps().add(new Hanging());
        }
        Optional<AsyncResult<?>> result = millis == 0
                ? Optional.empty()
                : Optional.of(app.signature("tasks.take").args(millis).delay());
        worker.start();
        System.out.println("SERVING");
        worker.awaitStopped();
        boolean finished = result.filter(
                        ran -> ran.state().ready() && "finished".equals(ran.get(Duration.ofSeconds(1))))
                .isPresent();
        System.out.println(
                finished ? "FINISHED" : "LEFT " + app.broker().topology().size("celery"));
        System.exit(worker.exitCode());
    }

    /** Does not stop. */
    private static final class Hanging implements Bootstep {
        @Override
        public Lifecycle create(StepContext context) {
            return Lifecycle.of(() -> {}, SignalledMain::hang);
        }
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
