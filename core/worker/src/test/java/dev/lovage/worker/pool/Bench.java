package dev.lovage.worker.pool;

import dev.lovage.messaging.Clock;
import dev.lovage.messaging.Message;
import dev.lovage.worker.CatalogEntry;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Pool;
import dev.lovage.worker.Request;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Measures a process pool by hand: start time of children, and no-op round trips a second. Not a test. */
public final class Bench implements Pool.Listener {

    private final LinkedBlockingQueue<Integer> tokens = new LinkedBlockingQueue<>();
    private final CountDownLatch ready;
    private final AtomicLong done = new AtomicLong();

    private Bench(int children) {
        ready = new CountDownLatch(children);
    }

    /** Arguments: pool, slots, tasks. */
    public static void main(String[] args) throws InterruptedException {
        int children = Integer.parseInt(args[1]);
        long count = Long.parseLong(args[2]);
        Clock clock = Clock.system();
        Bench bench = new Bench(children);
        long begin = clock.nanoTime();
        Pool pool = Pools.open(args[0], ProcessPoolTest.spec(children, new TestRelay()));
        pool.start(bench);
        bench.ready.await();
        System.out.printf("%d slots ready after %d ms%n", children, (clock.nanoTime() - begin) / 1_000_000);
        ProcessHandle.current()
                .children()
                .forEach(child -> System.out.printf(
                        "child %d: %d ms of processor time until ready%n",
                        child.pid(),
                        child.info().totalCpuDuration().orElseThrow().toMillis()));
        Message message = PoolProbe.message("tasks.noop");
        for (int round = 0; round < 4; round++) {
            long from = clock.nanoTime();
            long cpu = processorNanos();
            bench.done.set(0);
            for (long i = 0; i < count; i++) {
                bench.tokens.take();
                pool.submit(new Request(
                        i,
                        "id",
                        "tasks.noop",
                        message,
                        "celery",
                        "",
                        "celery",
                        false,
                        0,
                        Optional.empty(),
                        Optional.empty()));
            }
            while (bench.done.get() < count) {
                clock.sleep(java.time.Duration.ofMillis(1));
            }
            double seconds = (clock.nanoTime() - from) / 1e9;
            System.out.printf(
                    "%.0f round trips/s, %.1f us of processor time each%n",
                    count / seconds, (processorNanos() - cpu) / 1000.0 / count);
        }
        pool.terminate();
    }

    /** Of this process and its children, to see the cost also on a busy machine. */
    private static long processorNanos() {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(ProcessHandle.current()),
                        ProcessHandle.current().children())
                .mapToLong(process ->
                        process.info().totalCpuDuration().orElseThrow().toNanos())
                .sum();
    }

    @Override
    public void onIdle(int slots) {
        for (int i = 0; i < slots; i++) {
            tokens.add(1);
            ready.countDown();
        }
    }

    @Override
    public void onCatalog(List<CatalogEntry> catalog) {}

    @Override
    public void onStarted(long slot, long pid) {}

    @Override
    public void onOutcome(long slot, Outcome outcome) {
        done.incrementAndGet();
        if (!(outcome instanceof Outcome.Succeeded)) {
            System.out.println(outcome);
        }
    }

    @Override
    public void onProgress(long slot, String state, byte[] value) {}

    @Override
    public void onDegraded(String reason) {
        System.out.println(reason);
    }

    @Override
    public void onStopped() {}
}
