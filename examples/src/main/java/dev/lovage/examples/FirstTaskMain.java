package dev.lovage.examples;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.Task2;
import dev.lovage.worker.Worker;
import java.time.Duration;

/** One task, called through a typed handle and by its name, with a worker inside the same program. */
public final class FirstTaskMain {

    // region: handle
    static final Lovage app = Lovage.app("first");
    static final Task2<Integer, Integer, Integer> add = app.task("tasks.add", Maths::add);
    // end: handle

    private FirstTaskMain() {}

    public static void main(String[] args) {
        try (Worker worker = Worker.builder(app).pool("threads").concurrency(2).build()) {
            worker.start();
            // region: call
            AsyncResult<Integer> sum = add.delay(2, 2);
            System.out.println("2 + 2 = " + sum.get(Duration.ofSeconds(10)));
            // end: call
            // region: by-name
            AsyncResult<Integer> other = app.signature("tasks.add")
                    .args(40, 2)
                    .returning(Integer.class)
                    .delay();
            System.out.println("40 + 2 = " + other.get(Duration.ofSeconds(10)));
            // end: by-name
        }
        app.close();
    }
}
