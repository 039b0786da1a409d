package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.Lovage;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.testkit.Eventually;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps and listeners of an application that is not on the worker's class path: what a build makes, or a source file. */
class ComponentClassesTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** Each tells whether its thread names its class loader: there, libraries look for more of the application. */
    private static final String SOURCE = """
            import dev.lovage.Task;
            import dev.lovage.worker.hooks.WorkerListener;
            import dev.lovage.worker.step.*;
            import dev.lovage.messaging.*;
            import java.util.List;

            public class App {
                @Task(name = "tasks.add")
                public static int add(int x, int y) { return x + y; }

                static void tell(String what) {
                    ClassLoader loader = Thread.currentThread().getContextClassLoader();
                    System.setProperty("components." + what, String.valueOf(loader == App.class.getClassLoader()));
                }

                public static class Ear implements WorkerListener {
                    @Override public void workerReady(WorkerReady event) { tell("ready"); }
                    @Override public void taskReceived(TaskReceived event) { tell("received"); }
                    @Override public void workerBeforeCreateProcess(BeforeCreateProcess event) { tell("creating"); }
                    @Override public void workerShuttingDown(WorkerShuttingDown event) { tell("shutting"); }
                    @Override public void workerShutdown(WorkerShutdown event) { tell("shutdown"); }
                }

                public static class Told implements Bootstep {
                    @Override public Lifecycle create(StepContext context) {
                        return Lifecycle.of(() -> tell("start"), () -> tell("stop"));
                    }
                }

                public static class Mail implements ConsumerStep {
                    @Override public List<Queue> queues() { return List.of(Queue.named("mail")); }
                    @Override public void onMessage(Delivery delivery) { tell("message"); delivery.ack(); }
                }
            }
            """;

    private static final List<String> ALL =
            List.of("ready", "received", "creating", "shutting", "shutdown", "start", "stop", "message");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"classes", "app.jar", "App.java"})
    void areLoadedFromWhereTheApplicationIs(String built) throws IOException {
        ALL.forEach(what -> System.clearProperty("components." + what));
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        String url = "memory://components-" + built.toLowerCase(Locale.ROOT);
        try (Lovage app = Lovage.builder("client")
                .broker(url)
                .backend(url)
                .settings(s -> s.set("worker_listeners", "App.Ear")
                        .set("worker_steps", "App.Told")
                        .set("worker_consumer_steps", "App.Mail"))
                .build()) {
            try (Worker worker = Worker.builder(app.settings())
                    .application(build(built).toString())
                    .pool("process")
                    .concurrency(1)
                    .build()) {
                worker.start();
                assertThat(app.signature("tasks.add").args(2, 2).delay().get(SOON))
                        .isEqualTo(4L);
                app.broker().publisher().publish(mail());
                Eventually.until(
                        SOON, "the message is heard", () -> told("message").equals("true"));
                Eventually.until(
                        SOON, "the task is heard", () -> told("received").equals("true"));
            }
        }
        assertThat(ALL)
                .as("found its own class loader in the thread")
                .allMatch(what -> told(what).equals("true"));
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    private static String told(String what) {
        return System.getProperty("components." + what, "not told");
    }

    private static Publication mail() {
        return Publication.toQueue("mail", new Message(new byte[0], "", "", Map.of(), Map.of()));
    }

    private Path build(String built) throws IOException {
        Path source = Files.writeString(folder.resolve("App.java"), SOURCE);
        if (built.equals("App.java")) {
            return source;
        }
        Path classes = Files.createDirectories(folder.resolve("classes"));
        BuiltClasses.into(classes, source);
        return built.equals("classes") ? classes : pack(classes, folder.resolve(built));
    }

    private static Path pack(Path classes, Path target) throws IOException {
        try (OutputStream file = Files.newOutputStream(target);
                JarOutputStream jar = new JarOutputStream(file);
                Stream<Path> all = Files.list(classes)) {
            for (Path each : all.toList()) {
                jar.putNextEntry(new JarEntry(each.getFileName().toString()));
                jar.write(Files.readAllBytes(each));
            }
        }
        return target;
    }
}
