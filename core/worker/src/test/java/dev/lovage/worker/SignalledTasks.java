package dev.lovage.worker;

import dev.lovage.Task;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the worker of {@link SignalledMain} runs. */
public final class SignalledTasks {

    private SignalledTasks() {}

    /** Takes that long. */
    @Task(name = "tasks.take")
    public static String take(long millis) throws InterruptedException {
        System.out.println("RUNNING");
        return new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS) ? "never" : "finished";
    }
}
