package dev.lovage;

import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.Subscription;
import dev.lovage.messaging.codec.Serializers;
import dev.lovage.settings.Settings;
import dev.lovage.settings.SettingsBuilder;
import dev.lovage.wire.TaskMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** An app on a memory broker and result backend of its own, that nothing around the test can configure. */
final class TestApp implements AutoCloseable {

    final Lovage app;

    private TestApp(Lovage app) {
        this.app = app;
    }

    static TestApp plain() {
        return with(s -> s);
    }

    static TestApp with(UnaryOperator<SettingsBuilder> change) {
        String name = UUID.randomUUID().toString();
        return new TestApp(Lovage.builder("test")
                .settings(settings(
                        s -> change.apply(s.brokerUrl("memory://" + name).resultBackend("memory://" + name))))
                .build());
    }

    static Settings settings(UnaryOperator<SettingsBuilder> change) {
        return Settings.loader()
                .environment(Map.of())
                .systemProperties(new Properties())
                .folder(Path.of("target/nowhere"))
                .code(change)
                .load();
    }

    /** Takes the next messages of a queue. */
    List<Delivery> take(String queue, int count) {
        BlockingQueue<Delivery> taken = new LinkedBlockingQueue<>();
        List<Delivery> deliveries = new java.util.ArrayList<>();
        try (Subscription subscription = app.broker()
                .subscribe(SubscribeOptions.of(List.of(TaskQueues.of(app.settings(), queue)), 0), taken::add)) {
            while (deliveries.size() < count) {
                Delivery delivery = taken.poll(10, TimeUnit.SECONDS);
                if (delivery == null) {
                    throw new AssertionError("Only " + deliveries.size() + " of " + count + " messages in " + queue);
                }
                delivery.ack();
                deliveries.add(delivery);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return deliveries;
    }

    /** Takes the next message of a queue and reads it. */
    TaskMessage message(String queue) {
        return TaskMessage.decode(take(queue, 1).get(0).message(), Serializers.standard());
    }

    @Override
    public void close() {
        app.close();
    }
}
