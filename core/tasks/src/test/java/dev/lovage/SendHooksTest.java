package dev.lovage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.hooks.OutgoingTask;
import dev.lovage.hooks.SendInterceptor;
import dev.lovage.hooks.SendListener;
import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.Subscription;
import java.io.IOException;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is around the sending of calls. */
class SendHooksTest {

    private final List<String> story = new CopyOnWriteArrayList<>();

    private Lovage app(String name, UnaryOperator<LovageBuilder> hooks) {
        return hooks.apply(Lovage.builder("send").broker("memory://send-hooks-" + name))
                .build();
    }

    private SendInterceptor told(String name) {
        return (task, chain) -> {
            story.add(name + " " + task.task());
            return chain.proceed(task.withHeader(name, task.message().headers().size()))
                    .thenRun(() -> story.add(name + " has it"));
        };
    }

    @Test
    void interceptorsAreAroundTheSendingInOrderAndChangeTheMessage() throws InterruptedException {
        try (Lovage app = app(
                "order",
                b -> b.sendInterceptor(told("outer"))
                        .sendInterceptor(told("inner"))
                        .sendListener(new SendListener() {
                            @Override
                            public void beforeTaskPublish(OutgoingTask task) {
                                story.add("before " + task.message().headers().containsKey("inner"));
                            }

                            @Override
                            public void afterTaskPublish(OutgoingTask task) {
                                story.add("after " + task.id());
                            }
                        }))) {
            String id = app.signature("tasks.add").args(1, 2).delay().id();
            assertThat(story)
                    .containsExactly(
                            "outer tasks.add",
                            "inner tasks.add",
                            "before true",
                            "after " + id,
                            "inner has it",
                            "outer has it");
            assertThat(received(app).message().headers()).containsKeys("outer", "inner", "task");
        }
    }

    @Test
    void allCallsSentTogetherAreIntercepted() {
        try (Lovage app = app("many", b -> b.sendInterceptor(told("one")))) {
            app.sendAll(List.of(app.signature("tasks.a"), app.signature("tasks.b")));
            assertThat(story).contains("one tasks.a", "one tasks.b");
        }
    }

    @Test
    void anInterceptorCanRefuseACall() {
        try (Lovage app = app(
                "refuse",
                b -> b.sendInterceptor((task, chain) -> {
                    throw new IllegalArgumentException("not on Sundays");
                }))) {
            assertThatThrownBy(() -> app.signature("tasks.add").delay())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("not on Sundays");
        }
    }

    @Test
    void anInterceptorThatDoesNotKeepToTheRulesIsNamed() {
        class Twice implements SendInterceptor {
            @Override
            public java.util.concurrent.CompletionStage<Void> send(OutgoingTask task, Chain chain) {
                chain.proceed(task);
                return chain.proceed(task);
            }
        }
        try (Lovage app = app("twice", b -> b.sendInterceptor(new Twice()))) {
            assertThatThrownBy(() -> app.signature("tasks.add").delay())
                    .isInstanceOf(LovageException.class)
                    .hasMessageContaining("Twice of tasks.add[")
                    .hasMessageContaining("handed it on twice");
        }
        try (Lovage app = app(
                "never",
                b -> b.sendInterceptor(
                        (task, chain) -> java.util.concurrent.CompletableFuture.completedFuture(null)))) {
            assertThatThrownBy(() -> app.signature("tasks.add").delay()).hasMessageContaining("did not hand it on");
        }
    }

    /** Throws at every turn. */
    private record Thrower(Throwable what) implements SendListener {

        @Override
        public void beforeTaskPublish(OutgoingTask task) {
            throw Thrower.<RuntimeException>sneak(what);
        }

        @Override
        public void afterTaskPublish(OutgoingTask task) {
            throw Thrower.<RuntimeException>sneak(what);
        }

        /** As languages without checked exceptions do. */
        @SuppressWarnings("unchecked")
        private static <T extends Throwable> RuntimeException sneak(Throwable any) throws T {
            throw (T) any;
        }
    }

    @Test
    void aListenerThatThrowsKeepsNoCallFromBeingSentOrSeemingSo() throws InterruptedException {
        List<Throwable> all = List.of(
                new IllegalStateException("no matter"),
                new IOException("not declared"),
                new ServiceConfigurationError("no such provider"));
        for (Throwable what : all) {
            try (Lovage app = app(
                    "throwing-" + what.getClass().getSimpleName(),
                    b -> b.sendListener(new Thrower(what)).sendListener(new SendListener() {
                        @Override
                        public void afterTaskPublish(OutgoingTask task) {
                            story.add(what.getMessage());
                        }
                    }))) {
                String id = app.signature("tasks.add").delay().id();
                assertThat(story).as("the next listener heard").endsWith(what.getMessage());
                assertThat(received(app).message().headers()).containsEntry("id", id);
            }
        }
    }

    private static Delivery received(Lovage app) throws InterruptedException {
        BlockingQueue<Delivery> inbox = new LinkedBlockingQueue<>();
        try (Subscription subscription =
                app.broker().subscribe(SubscribeOptions.of(List.of(Queue.named("celery")), 1), inbox::add)) {
            Delivery delivery = inbox.poll(10, TimeUnit.SECONDS);
            assertThat(delivery).as("from %s", subscription.queues()).isNotNull();
            delivery.ack();
            return delivery;
        }
    }
}
