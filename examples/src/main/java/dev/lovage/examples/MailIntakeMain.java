package dev.lovage.examples;

import dev.lovage.Lovage;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.worker.Worker;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A worker that takes raw messages from a queue of its own beside its tasks. */
public final class MailIntakeMain {

    static final Lovage app = Lovage.app("mail");

    private MailIntakeMain() {}

    public static void main(String[] args) {
        app.task("tasks.add", Maths::add);
        try (Worker worker = Worker.builder(app).concurrency(1).build()) {
            // region: add
            worker.consumerSteps().add(new MailIntake());
            // end: add
            worker.start();
            for (String line : List.of("first", "second", "")) {
                Message message =
                        new Message(line.getBytes(StandardCharsets.UTF_8), "text/plain", "utf-8", Map.of(), Map.of());
                app.broker()
                        .publisher()
                        .publish(Publication.toQueue("mail", message))
                        .toCompletableFuture()
                        .join();
            }
            app.broker().topology().declare(Queue.named("lovage.dead"));
            while (app.broker().topology().size("lovage.dead") == 0) {
                LockSupport.parkNanos(10_000_000);
            }
            System.out.println("kept for somebody to look at: 1");
        }
        app.close();
    }
}
