package dev.lovage.examples;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.Signature;
import dev.lovage.Task2;
import dev.lovage.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Many calls, sent together: one wait for all confirmations. */
public final class ManyAtOnceMain {

    private ManyAtOnceMain() {}

    public static void main(String[] args) {
        try (Lovage app = Lovage.app("many");
                Worker worker =
                        Worker.builder(app).pool("threads").concurrency(2).build()) {
            Task2<Integer, Integer, Integer> add = app.task("tasks.add", Maths::add);
            worker.start();
            // region: many
            List<Signature<Integer>> calls =
                    IntStream.range(0, 100).mapToObj(i -> add.s(i, i)).toList();
            List<AsyncResult<Integer>> results = app.sendAll(calls);
            int total = results.stream()
                    .mapToInt(result -> result.get(Duration.ofSeconds(10)))
                    .sum();
            // end: many
            System.out.println("total " + total);
        }
    }
}
