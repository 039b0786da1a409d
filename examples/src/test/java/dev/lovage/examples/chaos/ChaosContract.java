package dev.lovage.examples.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.AsyncResult;
import dev.lovage.CallOptions;
import dev.lovage.Lovage;
import dev.lovage.TaskFailedException;
import dev.lovage.examples.LovageWorker;
import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.Brokers;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.results.TaskState;
import dev.lovage.testkit.Eventually;
import dev.lovage.testkit.Inbox;
import dev.lovage.testkit.Outage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tens of thousands of tasks while children, workers and the server are killed, tasks overrun their time, fill the memory and exit,
 * children are recycled and the code is reloaded: nothing is lost, what ran twice is explained, and nothing stays behind. The seed
 * is printed; {@code -Dchaos.seed=…} replays the order of the faults.
 */
@Tag("chaos")
abstract class ChaosContract {

    private static final int TASKS = Integer.getInteger("chaos.tasks", 20_000);
    private static final int CHILD_KILLS = Integer.getInteger("chaos.children", 50);
    private static final int WORKER_KILLS = Integer.getInteger("chaos.workers", 10);
    private static final int RESTARTS = Integer.getInteger("chaos.restarts", 3);
    private static final Duration PAUSE = Duration.ofMillis(Integer.getInteger("chaos.pause", 6_000));
    private static final Duration RELOAD_EVERY = Duration.ofSeconds(5);
    private static final Duration OVERRUN_LIMIT = Duration.ofMillis(300);
    private static final int SLOTS = 2;
    private static final int TASKS_PER_CHILD = 10;
    /** One for each slot, a spare for each, and the shell that ends them all with the worker. */
    private static final int MOST_PROCESSES = 2 * SLOTS + 1;

    private static final int SENDERS = 4;
    /** One of a thousand. */
    private static final int MOST_DEAD = Math.max(5, TASKS / 1000);

    private static final int LEASE_SECONDS = 10;
    private static final String QUEUE = "chaos";
    private static final String FRESH_QUEUE = "chaos.fresh";

    private final Clock clock = Clock.system();
    private final Map<Integer, Sending> sending = new ConcurrentHashMap<>();

    /** From when to when a task was being sent: a server that goes meanwhile may have it, and is sent it again. */
    private record Sending(long from, long to) {}

    abstract String name();

    abstract String broker();

    abstract String backend();

    abstract Outage server();

    @Test
    void nothingIsLostWhateverGoesWrong() throws Exception {
        long seed = Long.getLong("chaos.seed", clock.nanoTime());
        System.out.println("chaos " + name() + ": seed " + seed);
        Stage stage = Stage.set(name());
        Faults faults = new Faults(seed, server(), () -> startWorker(stage, QUEUE));
        Set<Integer> confirmed = ConcurrentHashMap.newKeySet();
        AtomicInteger attempted = new AtomicInteger();
        try (Lovage app =
                Lovage.builder("chaos").broker(broker()).backend(backend()).build()) {
            Reloads reloads = new Reloads(stage.source(), RELOAD_EVERY);
            try (reloads) {
                CountDownLatch sent = send(app, attempted, confirmed);
                faults.wreak(CHILD_KILLS, WORKER_KILLS, RESTARTS, PAUSE);
                sent.await();
                awaitQuiet(app, stage.ledger(), confirmed);
                assertItWasReloaded(Ledger.read(stage.ledger()), reloads.count());
            }
            report(app, Ledger.read(stage.ledger()), faults, attempted.get(), confirmed);
            assertHoldsNoMoreThanAFreshOne(app, faults.worker(), stage, reloads);
            faults.worker().stop();
            stage.assertNothingIsLeft();
        } finally {
            faults.worker().close();
        }
    }

    private void assertItWasReloaded(Ledger ledger, int saves) {
        System.out.printf(
                "chaos %s: the source was saved %d times, tasks ran %d versions of it%n",
                name(), saves, ledger.versions());
        assertThat(ledger.versions())
                .as("versions of the code that ran, after %d saves", saves)
                .isGreaterThan(Math.min(2, saves / 2));
    }

    private CountDownLatch send(Lovage app, AtomicInteger attempted, Set<Integer> confirmed) {
        CountDownLatch done = new CountDownLatch(SENDERS);
        for (int i = 0; i < SENDERS; i++) {
            Thread sender = new Thread(
                    () -> {
                        while (confirmed.size() < TASKS) {
                            sendOne(app, attempted.incrementAndGet(), confirmed);
                        }
                        done.countDown();
                    },
                    "sender-" + i);
            sender.setDaemon(true);
            sender.start();
        }
        return done;
    }

    private void sendOne(Lovage app, int number, Set<Integer> confirmed) {
        Deed deed = Deed.of(number, TASKS);
        long from = clock.now().toEpochMilli();
        try {
            app.signature("chaos.work").args(number, deed.word()).applyAsync(o -> {
                CallOptions options = o.queue(QUEUE).taskId(id(number));
                return deed == Deed.OVERRUN ? options.timeLimit(OVERRUN_LIMIT) : options;
            });
            confirmed.add(number);
        } catch (LovageException e) {
            // Not confirmed: it may run or not, and is no part of the promise.
        } finally {
            sending.put(number, new Sending(from, clock.now().toEpochMilli()));
        }
    }

    private static String id(int number) {
        return "chaos-" + number;
    }

    private LovageWorker startWorker(Stage stage, String queue) {
        return LovageWorker.start(
                Map.of(
                        "CHAOS_LEDGER",
                        stage.ledger().toString(),
                        "LOVAGE_BROKER_TRANSPORT_OPTIONS",
                        "{\"visibility_timeout\": " + LEASE_SECONDS + "}"),
                List.of("-Djava.io.tmpdir=" + stage.temporary()),
                "-A",
                stage.source().toString(),
                "-b",
                broker(),
                "--result-backend",
                backend(),
                "-Q",
                queue,
                "-c",
                String.valueOf(SLOTS),
                "-l",
                "WARNING",
                "--max-tasks-per-child=" + TASKS_PER_CHILD,
                "--child-opts=-Xmx64m",
                "--reload");
    }

    /** Waits until all is over that was confirmed, or nothing more is being done for far longer than a lease. */
    private void awaitQuiet(Lovage app, Path ledger, Set<Integer> confirmed) throws InterruptedException, IOException {
        long before = -1;
        long quietSince = clock.nanoTime();
        while (clock.nanoTime() - quietSince
                < Duration.ofSeconds(LEASE_SECONDS * 3L + 30).toNanos()) {
            Ledger now = Ledger.read(ledger);
            if (confirmed.stream().allMatch(number -> over(app, now, number))) {
                return;
            }
            if (now.doneCount() != before) {
                before = now.doneCount();
                quietSince = clock.nanoTime();
            }
            clock.sleep(Duration.ofMillis(500));
        }
    }

    /** Whether a task is done, or over as its deed wants it. */
    private static boolean over(Lovage app, Ledger ledger, int number) {
        // The limit of one that is the first in its process may be over before it has noted anything.
        return Deed.of(number, TASKS) == Deed.OVERRUN
                ? state(app, number).equals(TaskState.FAILURE)
                : ledger.done(number);
    }

    private static TaskState state(Lovage app, int number) {
        return app.result(id(number), Object.class).state();
    }

    private void report(Lovage app, Ledger ledger, Faults faults, int attempted, Set<Integer> confirmed)
            throws Exception {
        Map<String, String> dead = drain("lovage.dead");
        List<Integer> lost = confirmed.stream()
                .filter(number -> !over(app, ledger, number) && !dead.containsKey(id(number)))
                .toList();
        int duplicated = 0;
        List<Integer> unexplained = new ArrayList<>();
        for (int number : ledger.numbers()) {
            List<Ledger.Execution> runs = ledger.of(number);
            duplicated += runs.size() - 1;
            for (int i = 1; i < runs.size(); i++) {
                Sending sent = sending.getOrDefault(number, new Sending(0, 0));
                // One that was ended at its limit is not run again.
                boolean endedItsProcess = runs.get(i - 1).died() && Deed.of(number, TASKS) != Deed.OVERRUN;
                if (!endedItsProcess
                        && !faults.explain(runs.get(i - 1), runs.get(i))
                        && !faults.serverWentWithin(sent.from(), sent.to())) {
                    unexplained.add(number);
                }
            }
        }
        List<String> stuck = stuck(app, ledger, confirmed, dead.keySet());
        Map<String, String> left = drain(QUEUE);
        long overran = confirmed.stream()
                .filter(number -> Deed.of(number, TASKS) == Deed.OVERRUN && endedAtItsLimit(app, number))
                .count();
        System.out.printf(
                "chaos %s: attempted %d, confirmed %d, done %d, lost %d, duplicated %d (unexplained %d), dead %d, stuck %d,"
                        + " left in the broker %d; killed %d children, %d workers, %d servers; ended at their hard limit %d,"
                        + " out of memory %d, exited %d, processes used %d; children that outlived their worker by a"
                        + " second: %d%n",
                name(),
                attempted,
                confirmed.size(),
                ledger.doneCount(),
                lost.size(),
                duplicated,
                unexplained.size(),
                dead.size(),
                stuck.size(),
                left.size(),
                faults.count(Faults.Kind.CHILD),
                faults.count(Faults.Kind.WORKER),
                faults.count(Faults.Kind.BROKER),
                overran,
                died(ledger, Deed.EXHAUST),
                died(ledger, Deed.EXIT),
                ledger.processes(),
                faults.orphans());
        assertThat(lost).as("lost").isEmpty();
        assertThat(unexplained)
                .as("run twice without anything that explains it")
                .isEmpty();
        assertThat(stuck).as("over without the result that says so").isEmpty();
        assertThat(left).as("left in the broker").isEmpty();
        // A worker that is killed costs each message in its hands a strike: who is there three times is taken for the
        // culprit.
        assertThat(dead.values()).as("why messages are dead").allMatch("poison"::equals);
        assertThat(dead).as("dead").hasSizeLessThanOrEqualTo(MOST_DEAD);
        assertMost("ended at their hard limit", overran, Deed.OVERRUN, confirmed);
        assertMost("out of memory", died(ledger, Deed.EXHAUST), Deed.EXHAUST, confirmed);
        assertMost("exited", died(ledger, Deed.EXIT), Deed.EXIT, confirmed);
        assertThat(ledger.processes())
                .as("processes used")
                .isGreaterThanOrEqualTo(ledger.doneCount() / TASKS_PER_CHILD);
        assertThat(faults.orphans()).as("orphans").isZero();
    }

    /** All did what they were to do, but for those that a fault came before. */
    private static void assertMost(String what, long count, Deed deed, Set<Integer> confirmed) {
        long meant = confirmed.stream()
                .filter(number -> Deed.of(number, TASKS) == deed)
                .count();
        assertThat(count).as(what).isGreaterThanOrEqualTo(meant * 9 / 10);
    }

    private static boolean endedAtItsLimit(Lovage app, int number) {
        try {
            app.result(id(number), Object.class).get(Duration.ofSeconds(10));
            return false;
        } catch (TaskFailedException e) {
            return e.remoteType().contains("TimeLimitExceeded");
        }
    }

    /**
     * Threads and files of the worker that went through it, beside those of a fresh one that ran some tasks and met each misdeed
     * once, as some threads are made when they are needed first. The JDK lets those go that waited for a process to end after a
     * minute without one.
     */
    private void assertHoldsNoMoreThanAFreshOne(Lovage app, LovageWorker worn, Stage stage, Reloads reloads)
            throws IOException {
        try (LovageWorker fresh = startWorker(stage, FRESH_QUEUE)) {
            List<AsyncResult<Object>> results = new ArrayList<>();
            for (int i = 0; i < TASKS_PER_CHILD * 20; i++) {
                results.add(sendToFresh(app, -i, Deed.WORK));
            }
            results.add(sendToFresh(app, -10_001, Deed.EXHAUST));
            results.add(sendToFresh(app, -10_002, Deed.EXIT));
            results.forEach(result -> result.get(Duration.ofMinutes(1)));
            assertThatThrownBy(() -> sendToFresh(app, -10_003, Deed.OVERRUN).get(Duration.ofMinutes(1)))
                    .isInstanceOf(TaskFailedException.class);
            // Both have new children then; whether those need spares depends on how long starts and tasks took lately.
            reloads.save();
            Footprint[] last = new Footprint[2];
            try {
                Eventually.until(Duration.ofSeconds(90), "the worn worker holds no more than the fresh one", () -> {
                    last[0] = Footprint.of(worn.pid());
                    last[1] = Footprint.of(fresh.pid());
                    return last[0].within(last[1]) && last[0].children() <= MOST_PROCESSES;
                });
            } finally {
                System.out.printf("chaos %s: at the end %s; a fresh worker %s%n", name(), last[0], last[1]);
            }
            fresh.stop();
        }
    }

    private static AsyncResult<Object> sendToFresh(Lovage app, int number, Deed deed) {
        return app.signature("chaos.work").args(number, deed.word()).applyAsync(o -> {
            CallOptions options = o.queue(FRESH_QUEUE);
            return deed == Deed.OVERRUN ? options.timeLimit(OVERRUN_LIMIT) : options;
        });
    }

    private static long died(Ledger ledger, Deed deed) {
        return ledger.numbers().stream()
                .filter(number -> Deed.of(number, TASKS) == deed && ledger.died(number))
                .count();
    }

    /** Those over whose result does not say so. */
    private static List<String> stuck(Lovage app, Ledger ledger, Set<Integer> confirmed, Set<String> dead) {
        List<String> stuck = new ArrayList<>();
        for (int number : confirmed) {
            if (ledger.done(number) && !dead.contains(id(number))) {
                Eventually.until(
                        Duration.ofSeconds(20),
                        "a result of " + id(number),
                        () -> state(app, number).ready());
                if (!state(app, number).equals(TaskState.SUCCESS)) {
                    stuck.add(id(number));
                }
            }
        }
        return stuck;
    }

    /** Takes all that is in a queue, or comes back to it within a lease; the task ids, and why each is dead if it is. */
    private Map<String, String> drain(String queue) throws InterruptedException {
        Map<String, String> ids = new ConcurrentHashMap<>();
        BrokerOptions options =
                BrokerOptions.defaults().withTransportOptions(Map.of("visibility_timeout", LEASE_SECONDS));
        try (Broker broker = Brokers.open(broker(), options)) {
            Inbox inbox = new Inbox();
            broker.subscribe(SubscribeOptions.of(List.of(Queue.named(queue)), 0), inbox);
            clock.sleep(Duration.ofSeconds(2));
            inbox.drain().forEach(delivery -> {
                ids.put(
                        delivery.message().header("id").orElse("?"),
                        delivery.message().header("lovage-dead-reason").orElse(""));
                delivery.ack();
            });
        }
        return ids;
    }
}
