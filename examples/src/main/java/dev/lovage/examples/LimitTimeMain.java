package dev.lovage.examples;

import dev.lovage.Lovage;
import dev.lovage.SoftTimeLimitExceeded;
import dev.lovage.Task;
import dev.lovage.Task1;
import dev.lovage.TaskFailedException;
import dev.lovage.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Tasks that take too long: one cleans up at its soft limit, one is ended at its hard limit. */
public final class LimitTimeMain {

    private LimitTimeMain() {}

    // region: task
    @Task(name = "reports.year", softTimeLimit = "4m", timeLimit = "5m")
    public static String year(int year) {
        long sum = 0;
        try {
            for (long day = 0; day >= 0; day++) {
                sum += day % year;
            }
            return "report of " + year + ": " + sum;
        } catch (SoftTimeLimitExceeded e) {
            return "gave up on " + year + " after " + e.limit().toSeconds() + " s";
        }
    }
    // end: task

    @Task(name = "reports.stubborn")
    public static void stubborn() {
        while (true) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                System.out.println("never mind");
            }
        }
    }

    public static void main(String[] args) {
        try (Lovage app = Lovage.app("limits");
                Worker worker = Worker.builder(app)
                        .application(LimitTimeMain.class.getName())
                        .pool("process")
                        .concurrency(1)
                        .build()) {
            Task1<Integer, String> year = app.task(LimitTimeMain::year);
            worker.start();
            // region: call
            var report = year.applyAsync(2026, o -> o.softTimeLimit(Duration.ofSeconds(1)));
            System.out.println(report.get(Duration.ofSeconds(30)));
            // end: call
            // region: hard
            var stubborn = app.task(LimitTimeMain::stubborn);
            try {
                stubborn.applyAsync(o -> o.timeLimit(Duration.ofSeconds(2))).get(Duration.ofSeconds(30));
            } catch (TaskFailedException e) {
                System.out.println(e.remoteType());
            }
            // end: hard
        }
    }
}
