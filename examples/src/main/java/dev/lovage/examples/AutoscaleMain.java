package dev.lovage.examples;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A worker whose pool grows with the queue. */
public final class AutoscaleMain {

    private AutoscaleMain() {}

    public static void main(String[] args) {
        Lovage app = Lovage.app("shop");
        // region: code
        Worker worker = Worker.builder(app.settings())
                .application("dev.lovage.examples.SlowTasks")
                .autoscale(3, 1)
                .autoscaler(new ScaleByQueueDepth())
                .build();
        // end: code
        try (app;
                worker) {
            worker.start();
            System.out.println("at first: " + worker.slots());
            List<AsyncResult<?>> results = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                results.add(app.signature("shop.pack").args(i).delay());
            }
            int most = 0;
            for (AsyncResult<?> result : results) {
                result.get(Duration.ofSeconds(60));
                most = Math.max(most, worker.slots());
            }
            System.out.println("at most: " + most);
        }
    }
}
