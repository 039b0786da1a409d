package dev.lovage.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.Signature;
import dev.lovage.TaskFailedException;
import dev.lovage.examples.LovageWorker;
import dev.lovage.testkit.CeleryPeer;
import dev.lovage.testkit.Eventually;
import dev.lovage.testkit.ServerProcess;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Real Celery and Lovage on one broker and one result store, each calling the other. */
abstract class CeleryInteropContract {

    private static final int COUNT = 1000;
    private static final OffsetDateTime MOMENT = OffsetDateTime.parse("2026-03-29T01:30:00.250+00:00");
    private static final UUID KEY = UUID.fromString("12345678-1234-5678-1234-567812345678");
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** The broker's URL, for both; a fresh, empty one for each test. */
    abstract String broker();

    /** The result backend's URL, for both. */
    abstract String backend();

    @Test
    void aCeleryClientCallsALovageWorker() throws IOException {
        Path ledger = ServerProcess.temporaryFolder("ledger");
        try (CeleryPeer celery = new CeleryPeer(broker(), backend());
                LovageWorker worker = startWorker(ledger)) {
            String report = celery.run(PATIENCE, "client", String.valueOf(COUNT));
            System.out.println("Celery client, Lovage worker: " + report);
            assertThat(report).contains("\"sent\": 1000", "\"failures\": 100", "\"wrong_count\": 0");
            Eventually.until(PATIENCE, "every quiet task ran", () -> count(ledger, "quiet") == COUNT / 10);
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void aLovageClientCallsACeleryWorker() {
        try (CeleryPeer celery = new CeleryPeer(broker(), backend());
                Lovage app = app()) {
            celery.startWorker(2, "prefork");
            List<AsyncResult<Object>> results = new ArrayList<>();
            List<Signature<Object>> calls = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                calls.add(call(app, i));
            }
            results.addAll(app.sendAll(calls));
            int failures = 0;
            for (int i = 0; i < COUNT; i++) {
                AsyncResult<Object> result = results.get(i);
                switch (i % 10) {
                    case 7 -> {
                        String message = "no such thing: " + i + " ✓";
                        assertThatThrownBy(() -> result.get(PATIENCE))
                                .isInstanceOfSatisfying(TaskFailedException.class, failure -> {
                                    assertThat(failure.remoteType()).isEqualTo("ValueError");
                                    assertThat(failure.getMessage()).contains(message);
                                    assertThat(failure.remoteTraceback()).contains("Traceback (most recent call last)");
                                });
                        failures++;
                    }
                    case 8 -> {}
                    default -> assertEqual(i, result.get(PATIENCE));
                }
            }
            Eventually.until(
                    PATIENCE,
                    "every quiet task ran",
                    () -> celery.ledger().stream()
                                    .filter(line -> line.startsWith("quiet"))
                                    .count()
                            == COUNT / 10);
            System.out.println(
                    "Lovage client, Celery worker: sent " + COUNT + ", failures " + failures + ", all equal");
        }
    }

    @Test
    void bothWorkersOnOneQueueRunEveryTaskOnce() throws IOException {
        Path ledger = ServerProcess.temporaryFolder("ledger");
        try (CeleryPeer celery = new CeleryPeer(broker(), backend()).with("PEER_PREFETCH", "1");
                LovageWorker worker = startWorker(ledger, "--prefetch-multiplier", "1")) {
            celery.startWorker(2, "prefork");
            celery.run(PATIENCE, "marks", String.valueOf(COUNT));
            Eventually.until(
                    PATIENCE,
                    "all marks ran",
                    () -> lines(ledger).size() + celery.ledger().size() >= COUNT);
            List<String> ran = new ArrayList<>(lines(ledger));
            int java = ran.size();
            ran.addAll(celery.ledger());
            System.out.println("One queue: " + java + " by Lovage, " + (ran.size() - java) + " by Celery");
            assertThat(ran).doesNotHaveDuplicates().hasSize(COUNT);
            assertThat(java).isBetween(1, COUNT - 1);
            assertThat(worker.isAlive()).isTrue();
        }
    }

    final LovageWorker startWorker(Path ledger, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "-A",
                LovageWorker.resource("/interop/Tasks.java").toString(),
                "-b",
                broker(),
                "--result-backend",
                backend(),
                "-c",
                "2",
                "-l",
                "INFO"));
        arguments.addAll(List.of(more));
        return LovageWorker.start(Map.of("PEER_LEDGER", ledger.toString()), arguments.toArray(String[]::new));
    }

    private Lovage app() {
        return Lovage.builder("interop").broker(broker()).backend(backend()).build();
    }

    private static Signature<Object> call(Lovage app, int i) {
        return switch (i % 10) {
            case 0 -> app.signature("tasks.add").args(i, i + 1);
            case 1 -> app.signature("tasks.add").kwarg("x", i).kwarg("y", 2);
            case 2 -> app.signature("tasks.concat").args("héllo ✓ 🚀 世界 ").kwarg("suffix", String.valueOf(i));
            case 3 -> app.signature("tasks.tomorrow").args(MOMENT.plusSeconds(i));
            case 4 -> app.signature("tasks.half").args(new BigDecimal(i + ".50"));
            case 5 -> app.signature("tasks.same").args(KEY);
            case 6 -> app.signature("tasks.reverse").args((Object) new byte[] {(byte) i, 0, -1, -128});
            case 7 -> app.signature("tasks.fail").args("no such thing: " + i + " ✓");
            case 8 -> app.signature("tasks.quiet").args(i);
            default ->
                app.signature("tasks.total").args(List.of(i, 1, 2), Map.of("a", 1, "b", Map.of("c", List.of(i))));
        };
    }

    private static void assertEqual(int i, Object value) {
        switch (i % 10) {
            case 0 -> assertThat(((Number) value).longValue()).isEqualTo(2L * i + 1);
            case 1 -> assertThat(((Number) value).longValue()).isEqualTo(i + 2L);
            case 2 -> assertThat(value).isEqualTo("héllo ✓ 🚀 世界 " + i);
            case 3 -> assertThat(value).isEqualTo(MOMENT.plusSeconds(i).plusDays(1));
            case 4 ->
                assertThat((BigDecimal) value)
                        .isEqualByComparingTo(new BigDecimal(i + ".50").divide(BigDecimal.valueOf(2)));
            case 5 -> assertThat(value).isEqualTo(KEY);
            case 6 -> assertThat((byte[]) value).isEqualTo(new byte[] {-128, -1, 0, (byte) i});
            default -> assertTotal(i, (Map<?, ?>) value);
        }
    }

    private static void assertTotal(int i, Map<?, ?> value) {
        Map<String, Object> plain = new HashMap<>();
        value.forEach((key, member) -> plain.put(String.valueOf(key), member));
        assertThat(((Number) plain.get("sum")).longValue()).isEqualTo(i + 3L);
        assertThat(plain.get("names")).isEqualTo(Arrays.asList("a", "b"));
        assertThat(plain).containsEntry("nothing", null).hasSize(3);
    }

    private static long count(Path ledger, String kind) {
        return lines(ledger).stream().filter(line -> line.startsWith(kind)).count();
    }

    /** What the children of a Lovage worker noted. */
    private static List<String> lines(Path ledger) {
        List<String> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(ledger)) {
            for (Path file : files.toList()) {
                all.addAll(Files.readAllLines(file));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return all;
    }
}
