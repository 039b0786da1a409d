package dev.lovage.cli;

import dev.lovage.cli.DemoPlan.Kind;
import dev.lovage.cli.DemoPlan.Planned;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.LovageException;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends what is planned, waits for what comes back, and compares. */
final class DemoRun {

    /** After which what has not come back is wrong. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Session session;
    private final Clock clock;
    private final Links links;
    private final DemoWorker worker;
    private final List<Planned> plan;
    private final ProgressBar bar;
    private final BlockingQueue<Verdict> verdicts = new LinkedBlockingQueue<>();
    private volatile long firstResult = Long.MIN_VALUE;

    DemoRun(Session session, Links links, DemoWorker worker, List<Planned> plan) {
        this.session = session;
        this.clock = session.clock();
        this.links = links;
        this.worker = worker;
        this.plan = plan;
        this.bar = new ProgressBar(session, plan.size());
    }

    /** What came back for one call. */
    record Verdict(Planned planned, boolean right, String got) {
        @Override
        public String toString() {
            return planned.task() + ": expected " + brief(planned.expected()) + ", got " + brief(got);
        }

        private static String brief(Object value) {
            String text = String.valueOf(value);
            return text.length() <= 200 ? text : text.substring(0, 200) + "…";
        }
    }

    /**
     * All of it.
     *
     * @param runs how many tasks were run, with those that tasks called
     * @param running from the first result to the last
     */
    record Tally(List<Verdict> verdicts, int runs, Duration sending, Duration running) {}

    Tally toTheEnd() throws InterruptedException {
        long begun = clock.nanoTime();
        plan.forEach(this::send);
        long sent = clock.nanoTime();
        List<Verdict> all = gather(sent + PATIENCE.toNanos());
        long done = clock.nanoTime();
        bar.clear();
        int called = (int) plan.stream().filter(call -> call.kind() == Kind.CALLING).count();
        long from = firstResult == Long.MIN_VALUE ? sent : firstResult;
        return new Tally(
                withMissing(all), all.size() + called, Duration.ofNanos(sent - begun), Duration.ofNanos(done - from));
    }

    private void send(Planned planned) {
        String id = links.app()
                .signature(planned.task())
                .args(planned.args().toArray())
                .delay()
                .id();
        ResultBackend backend = links.results().orElseThrow();
        backend.whenReady(id).whenComplete((result, failure) -> {
            if (firstResult == Long.MIN_VALUE) {
                firstResult = clock.nanoTime();
            }
            judge(planned, result, failure);
        });
    }

    private void judge(Planned planned, @Nullable TaskResult result, @Nullable Throwable failure) {
        if (result == null) {
            verdicts.add(new Verdict(planned, false, String.valueOf(failure)));
            return;
        }
        Object value = Json.read(new String(result.value(), StandardCharsets.UTF_8));
        switch (planned.kind()) {
            case FAILING -> verdicts.add(new Verdict(planned, isExpectedFailure(planned, result, value), String.valueOf(value)));
            case CALLING -> followUp(planned, value);
            default -> verdicts.add(new Verdict(
                    planned,
                    result.state().equals(TaskState.SUCCESS) && planned.expected().equals(value),
                    String.valueOf(value)));
        }
    }

    private static boolean isExpectedFailure(Planned planned, TaskResult result, @Nullable Object value) {
        return result.state().equals(TaskState.FAILURE)
                && value instanceof Map<?, ?> map
                && String.valueOf(map.get("exc_type")).endsWith("IllegalStateException")
                && String.valueOf(map.get("exc_message")).contains(String.valueOf(planned.expected()))
                && result.traceback().orElse("").contains("Demo.java");
    }

    /** The task returned the id of the one that it called. */
    private void followUp(Planned planned, @Nullable Object calledId) {
        links.results()
                .orElseThrow()
                .whenReady(String.valueOf(calledId))
                .whenComplete((result, failure) -> {
                    Object value = result == null
                            ? String.valueOf(failure)
                            : Json.read(new String(result.value(), StandardCharsets.UTF_8));
                    verdicts.add(new Verdict(planned, planned.expected().equals(value), String.valueOf(value)));
                });
    }

    private List<Verdict> gather(long deadline) throws InterruptedException {
        List<Verdict> all = new ArrayList<>();
        while (all.size() < plan.size() && clock.nanoTime() < deadline) {
            bar.show(all.size());
            Verdict verdict = verdicts.poll(100, TimeUnit.MILLISECONDS);
            if (verdict != null) {
                all.add(verdict);
            } else if (!worker.isAlive()) {
                worker.lastWords(20).forEach(line -> session.terminal().say("  " + line));
                throw new LovageException("The demo's worker ended too early; above are its last words.");
            }
        }
        return all;
    }

    /** Those that never came back are wrong. */
    private List<Verdict> withMissing(List<Verdict> all) {
        List<Planned> missing = new ArrayList<>(plan);
        all.forEach(verdict -> missing.remove(verdict.planned()));
        List<Verdict> complete = new ArrayList<>(all);
        missing.forEach(planned -> complete.add(new Verdict(planned, false, "nothing in " + PATIENCE.toSeconds() + " s")));
        return complete;
    }
}
