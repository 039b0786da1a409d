package dev.lovage.worker;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A program that is a worker, for a test to send signals to: it runs one task, for as long as its argument says. */
final class SignalledMain {

    private static final CountDownLatch FOREVER = new CountDownLatch(1);

    private SignalledMain() {}

    static String run(int millis) throws InterruptedException {
        System.out.println("RUNNING");
        if (FOREVER.await(millis, TimeUnit.MILLISECONDS)) {
            return "never";
        }
        return "finished";
    }

    public static void main(String[] arguments) {
        Lovage app = Lovage.builder("signalled")
                .broker("memory://signalled")
                .backend("memory://signalled")
                .build();
        Worker worker = Worker.builder(app).concurrency(1).stopOnSignals().build();
        AsyncResult<String> result = app.task("run", SignalledMain::run).delay(Integer.parseInt(arguments[0]));
        worker.start();
        worker.awaitStopped();
        boolean finished =
                result.state().ready() && result.get(Duration.ofSeconds(1)).equals("finished");
        System.out.println(
                finished ? "FINISHED" : "GIVEN BACK " + app.broker().topology().size("celery"));
        System.exit(0);
    }
}
