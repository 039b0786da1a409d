package dev.lovage.examples;

import dev.lovage.Lovage;
import dev.lovage.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A worker that runs tasks as they were last saved. */
public final class ReloadMain {

    private ReloadMain() {}

    public static void main(String[] args) throws IOException {
        save("Good morning");
        Lovage app = Lovage.app("shop");
        // region: code
        Worker worker = Worker.builder(app.settings())
                .application("Greetings.java")
                .reload()
                .build();
        // end: code
        try (app;
                worker) {
            worker.start();
            String first = greeting(app);
            System.out.println("at first: " + first);
            save("Good evening");
            String greeting = first;
            while (greeting.equals(first)) {
                greeting = greeting(app);
            }
            System.out.println("after a save: " + greeting);
        }
    }

    private static String greeting(Lovage app) {
        return String.valueOf(app.signature("shop.greeting").delay().get(Duration.ofSeconds(30)));
    }

    /** What you do in your editor. */
    private static void save(String greeting) throws IOException {
        Files.writeString(Path.of("Greetings.java"), """
                import dev.lovage.Task;

                class Greetings {
                    @Task(name = "shop.greeting")
                    static String greeting() {
                        return "%s";
                    }
                }
                """.formatted(greeting));
    }
}
