package dev.lovage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.Clock;
import dev.lovage.messaging.virtual.Claim;
import dev.lovage.messaging.virtual.Push;
import dev.lovage.messaging.virtual.QueueStore;
import dev.lovage.results.ResultBackend;
import dev.lovage.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SeveralProcessesTest {

    @TempDir
    Path folder;

    @Test
    void whatAKilledProcessHeldComesBackOnceAndWhatItConfirmedIsThere() throws Exception {
        Path file = folder.resolve("q.db");
        try (QueueStore store = Stores.open(file)) {
            Stores.push(store, "q", 0, 3);
            try (OtherProcess other = OtherProcess.start("hold", file)) {
                assertThat(other.line()).isEqualTo("[m0, m1]");
            }
            assertThat(store.size("q")).isEqualTo(1);

            AtomicInteger back = new AtomicInteger();
            Eventually.until(
                    Duration.ofSeconds(15), "both are put back", () -> back.addAndGet(store.restoreExpired()) == 2);

            assertThat(Stores.bodies(store.claim(List.of("q"), 10))).containsExactly("m0", "m1", "m2");
        }
    }

    @Test
    void whatWasConfirmedOutlivesASenderKilledWhileSending() throws Exception {
        Path file = folder.resolve("q.db");
        List<String> confirmed = new ArrayList<>();
        try (OtherProcess sender = OtherProcess.start("fill", file)) {
            for (int i = 0; i < 500; i++) {
                confirmed.add(sender.line());
            }
        }
        try (QueueStore store = Stores.open(file)) {
            List<String> kept = Stores.bodies(store.take(List.of("q"), Integer.MAX_VALUE));
            assertThat(kept).startsWith(confirmed.toArray(String[]::new)).doesNotHaveDuplicates();
        }
    }

    @Test
    void fourProcessesTakeEachMessageOnce() throws Exception {
        Path file = folder.resolve("q.db");
        List<OtherProcess> workers = new ArrayList<>();
        try (QueueStore store = Stores.open(file)) {
            Stores.push(store, "q", 0, 4000);
            for (int i = 0; i < 4; i++) {
                workers.add(OtherProcess.start("drain", file));
            }
            for (OtherProcess worker : workers) {
                assertThat(worker.line()).isEqualTo("ready");
            }
            for (OtherProcess worker : workers) {
                worker.say("go");
            }
            List<String> taken = new ArrayList<>();
            for (OtherProcess worker : workers) {
                for (String line = worker.line(); !line.isEmpty(); line = worker.line()) {
                    taken.addAll(List.of(line.split(" ")));
                }
            }
            assertThat(taken)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 4000).mapToObj(i -> "m" + i).toList());
            assertThat(store.size("q")).isZero();
        } finally {
            workers.forEach(OtherProcess::close);
        }
    }

    @Test
    void killedWorkersLoseNothingAndOnlyWhatTheyHeldRunsTwice() throws Exception {
        Path file = folder.resolve("q.db");
        List<String> settled = new ArrayList<>();
        try (QueueStore store = Stores.open(file)) {
            Stores.push(store, "q", 0, 2000);
            for (int kill = 0; kill < 3; kill++) {
                try (OtherProcess worker = OtherProcess.start("drain", file)) {
                    assertThat(worker.line()).isEqualTo("ready");
                    worker.say("go");
                    for (int i = 0; i < 20 + kill; i++) {
                        settled.addAll(List.of(worker.line().split(" ")));
                    }
                    for (String line : worker.kill()) {
                        settled.addAll(List.of(line.split(" ")));
                    }
                }
            }
            Eventually.until(Duration.ofSeconds(30), "all of it is taken", () -> {
                store.restoreExpired();
                List<Claim> claims = store.claim(List.of("q"), 500);
                settled.addAll(Stores.bodies(claims));
                assertThat(store.settle(claims)).isEmpty();
                return claims.isEmpty() && Set.copyOf(settled).size() == 2000;
            });
            assertThat(settled).hasSizeLessThanOrEqualTo(2000 + 3 * 7);
            assertThat(store.restoreExpired()).isZero();
        }
    }

    @Test
    void aWaitingProcessSeesAMessageOfAnotherWithinTwentyMilliseconds() throws Exception {
        Path file = folder.resolve("q.db");
        List<Long> micros = new ArrayList<>();
        try (QueueStore store = Stores.open(file);
                OtherProcess waiting = OtherProcess.start("echo", file)) {
            assertThat(waiting.line()).isEqualTo("ready");
            Clock clock = Clock.system();
            for (int i = 0; i < 120; i++) {
                clock.sleep(Duration.ofMillis(13 + i % 7)); // Out of step with the watch.
                long sent = clock.nanoTime();
                store.push(List.of(new Push("q", 0, Stores.envelope("m" + i))));
                String[] seen = waiting.line().split(" ");
                assertThat(seen[0]).isEqualTo("m" + i);
                micros.add((Long.parseLong(seen[1]) - sent) / 1000);
            }
        }
        quick("from push to claim in another process", micros);
    }

    @Test
    void whoeverWaitsForAResultHasItWithinTwentyMilliseconds() throws Exception {
        Path file = folder.resolve("results.db");
        List<Long> micros = new ArrayList<>();
        Clock clock = Clock.system();
        try (ResultBackend backend = Stores.openResults(file);
                OtherProcess worker = OtherProcess.start("results", file)) {
            assertThat(worker.line()).isEqualTo("ready");
            for (int i = 0; i < 120; i++) {
                CompletableFuture<Long> seen = backend.whenReady("t" + i).thenApply(result -> clock.nanoTime());
                clock.sleep(Duration.ofMillis(3 + i % 7));
                worker.say("t" + i);
                long stored = Long.parseLong(worker.line());
                micros.add((seen.get(10, TimeUnit.SECONDS) - stored) / 1000);
            }
        }
        quick("from stored to known in another process", micros);
    }

    /** The first ones warm up; the bounds leave room for a busy machine. */
    private static void quick(String what, List<Long> micros) {
        List<Long> settled = micros.subList(20, micros.size()).stream().sorted().toList();
        long half = settled.get(settled.size() / 2);
        long most = settled.get(settled.size() * 95 / 100);
        System.out.println(what + ": p50 " + half + " µs, p95 " + most + " µs");
        assertThat(half).as(what + ", p50 in µs").isLessThan(15_000);
        assertThat(most).as(what + ", p95 in µs").isLessThan(60_000);
    }

    @Test
    void aWaitingProcessIdles() throws Exception {
        Path file = folder.resolve("q.db");
        try (OtherProcess waiting = OtherProcess.start("wait", file)) {
            assertThat(waiting.line()).isEqualTo("ready");
            Clock.system().sleep(Duration.ofSeconds(2)); // Until the JIT compiler is done.
            long before = ticks(waiting.pid());
            Clock.system().sleep(Duration.ofSeconds(6));
            double share = (ticks(waiting.pid()) - before) / 100.0 / 6;
            System.out.printf("a waiting process takes %.2f %% of a core%n", share * 100);
            assertThat(share).isLessThan(0.01);
        }
    }

    /** Processor time in hundredths of a second, user and system. */
    private static long ticks(long pid) throws Exception {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
