package dev.lovage.examples;

import dev.lovage.Task;
import dev.lovage.messaging.Clock;
import java.time.Duration;

/** Tasks that take their time. */
public final class SlowTasks {

    private SlowTasks() {}

    @Task(name = "shop.pack")
    public static int pack(int boxes) throws InterruptedException {
        Clock.system().sleep(Duration.ofMillis(200));
        return boxes;
    }
}
