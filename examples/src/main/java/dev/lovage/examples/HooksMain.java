package dev.lovage.examples;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.Task2;
import dev.lovage.hooks.TaskListener;
import dev.lovage.worker.Worker;
import dev.lovage.worker.hooks.WorkerListener;
import java.time.Duration;

/** What can be put around tasks, and who can hear of them and of their worker. */
public final class HooksMain {

    // region: app
    static final TenantHeader tenants = new TenantHeader();
    static final Lovage app = Lovage.builder("hooked")
            .sendInterceptor(tenants)
            .taskInterceptor(tenants)
            .taskListener(new Slow())
            .build();
    // end: app

    static final Task2<Integer, Integer, String> add = app.task("tasks.add", HooksMain::add);

    private HooksMain() {}

    static String add(int x, int y) {
        return (x + y) + " by " + TenantHeader.TENANT.get();
    }

    // region: listener
    /** Says which tasks took long. */
    static final class Slow implements TaskListener {
        @Override
        public void taskSuccess(Success event) {
            if (event.runtime().compareTo(Duration.ofSeconds(5)) > 0) {
                System.out.println(event.task().name() + " took " + event.runtime());
            }
        }
    }
    // end: listener

    public static void main(String[] args) {
        // region: worker
        Worker worker = Worker.builder(app)
                .concurrency(1)
                .listener(new WorkerListener() {
                    @Override
                    public void workerReady(WorkerReady event) {
                        System.out.println("ready with " + event.tasks().size() + " task");
                    }
                })
                .build();
        // end: worker
        worker.start();
        TenantHeader.TENANT.set("tenant-7");
        AsyncResult<String> sum = add.delay(40, 2);
        System.out.println("took " + sum.get(Duration.ofSeconds(10)));
        worker.close();
        app.close();
    }
}
