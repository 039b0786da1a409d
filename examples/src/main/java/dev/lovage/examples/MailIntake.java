package dev.lovage.examples;

import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Queue;
import dev.lovage.worker.step.ConsumerStep;
import java.nio.charset.StandardCharsets;
import java.util.List;

// region: step
/** Takes raw messages that no task is behind: here, lines of text that another program puts into a queue. */
public final class MailIntake implements ConsumerStep {

    @Override
    public List<Queue> queues() {
        return List.of(Queue.named("mail"));
    }

    @Override
    public void onMessage(Delivery delivery) {
        String line = new String(delivery.message().body(), StandardCharsets.UTF_8);
        if (line.isBlank()) {
            throw new IllegalArgumentException("an empty line"); // It goes to lovage.dead.
        }
        System.out.println("mail: " + line);
        delivery.ack();
    }
}
// end: step
