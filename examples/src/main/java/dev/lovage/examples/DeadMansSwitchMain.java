package dev.lovage.examples;

import dev.lovage.Lovage;
import dev.lovage.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;

/** A worker with a step of its own that writes a heartbeat file. */
public final class DeadMansSwitchMain {

    static final Lovage app = Lovage.app("watched");

    private DeadMansSwitchMain() {}

    public static void main(String[] args) {
        app.task("tasks.add", Maths::add);
        Path file = Path.of("w1@here.alive");
        // region: add
        Worker worker = Worker.builder(app).hostname("w1@here").concurrency(1).build();
        worker.steps().add(new DeadMansSwitch());
        worker.start();
        // end: add
        System.out.println("alive: " + Files.exists(file));
        worker.close();
        System.out.println("alive: " + Files.exists(file));
        app.close();
    }
}
