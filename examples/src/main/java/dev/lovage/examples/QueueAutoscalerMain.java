package dev.lovage.examples;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.Task;
import dev.lovage.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A worker of child JVMs whose own autoscaler is replaced by another one. */
public final class QueueAutoscalerMain {

    static final Lovage app = Lovage.app("scaled");

    private QueueAutoscalerMain() {}

    @Task(name = "tasks.nap")
    public static void nap(int millis) {
        LockSupport.parkNanos(millis * 1_000_000L);
    }

    public static void main(String[] args) {
        // region: replace
        Worker worker = Worker.builder(app.settings())
                .application("dev.lovage.examples.QueueAutoscalerMain")
                .pool("process")
                .concurrency(1)
                .build();
        worker.steps().add(new QueueAutoscaler()); // It says itself what it replaces.
        worker.start();
        // end: replace
        List<AsyncResult<?>> naps = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            naps.add(app.signature("tasks.nap").args(400).delay());
        }
        naps.forEach(nap -> nap.get(Duration.ofSeconds(30)));
        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        System.out.println("all done");
        worker.close();
        app.close();
    }
}
