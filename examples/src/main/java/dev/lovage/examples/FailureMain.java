package dev.lovage.examples;

import dev.lovage.Lovage;
import dev.lovage.Task2;
import dev.lovage.TaskFailedException;
import dev.lovage.worker.Worker;
import java.time.Duration;

/** A task that throws, and what its caller sees of it. */
public final class FailureMain {

    private FailureMain() {}

    public static void main(String[] args) {
        try (Lovage app = Lovage.app("failure");
                Worker worker =
                        Worker.builder(app).pool("threads").concurrency(1).build()) {
            Task2<Integer, Integer, Integer> divide = app.task("tasks.divide", Maths::divide);
            worker.start();
            // region: failure
            try {
                divide.delay(1, 0).get(Duration.ofSeconds(10));
            } catch (TaskFailedException e) {
                System.out.println(e.remoteType() + ": " + e.remoteMessage());
                System.out.println(e.remoteTraceback().lines().findFirst().orElse(""));
            }
            // end: failure
        }
    }
}
