package dev.lovage.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.lovage.messaging.Clock;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import dev.lovage.testkit.Eventually;
import dev.lovage.worker.ChildOptions;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Outcome.Cause;
import dev.lovage.worker.PoolSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ProcessPoolTest {

    static final Duration SECOND = Duration.ofSeconds(1);

    private final TestRelay relay = new TestRelay();
    private PoolProbe probe;

    static Path classes() {
        return Path.of(FaultTasks.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
    }

    static PoolSpec spec(int concurrency, TestRelay relay) {
        return PoolSpec.of(
                        concurrency,
                        PoolSpec.Code.of(List.of(FaultTasks.class.getName())).withClassPath(List.of(classes())),
                        relay)
                .withHostname("celery@here");
    }

    private PoolProbe open(PoolSpec spec) {
        probe = new PoolProbe(Pools.open("process", spec));
        return probe;
    }

    private PoolProbe open(int concurrency) {
        return open(spec(concurrency, relay));
    }

    @AfterEach
    void close() {
        if (probe != null) {
            probe.close();
        }
    }

    @Test
    void aTaskRunsInAnotherProcess() {
        open(1);
        assertThat(PoolProbe.value(probe.run("tasks.add", 2, 3))).isEqualTo("5");
        long slot = probe.submit("tasks.pid");
        assertThat(PoolProbe.value(probe.outcome(slot)))
                .isEqualTo(String.valueOf(probe.pid(slot)))
                .isNotEqualTo(String.valueOf(ProcessHandle.current().pid()));
    }

    @Test
    void theCatalogTellsNamesSignaturesAndPolicies() {
        open(1);
        probe.awaitIdle(1);
        assertThat(probe.catalog)
                .filteredOn(entry -> entry.name().equals("tasks.add"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.signature()).isEqualTo("tasks.add(x: int, y: int) -> int");
                    assertThat(entry.acksLate()).isEmpty();
                });
        assertThat(probe.catalog)
                .filteredOn(entry -> entry.name().equals("tasks.noop"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.acksLate()).contains(false);
                    assertThat(entry.ignoreResult()).contains(true);
                });
    }

    @Test
    void textAndLargeValuesArriveAsTheyWere() {
        open(1);
        String text = "Grüße, 日本 \uD83C\uDF3F\u0000 \"quoted\"";
        assertThat(PoolProbe.value(probe.run("tasks.echo", text))).contains("\\u65e5\\u672c");
        String large = "z".repeat(5 * 1024 * 1024);
        assertThat(PoolProbe.value(probe.run("tasks.echo", large))).hasSize(large.length() + 2);
    }

    @Test
    void aFailureTellsTypeMessageAndTheTasksOwnStack() {
        open(1);
        Outcome.Failed failed = (Outcome.Failed) probe.run("tasks.fail", "no such customer");
        assertThat(failed.cause()).isEqualTo(Cause.EXCEPTION);
        assertThat(failed.summary()).isEqualTo("IllegalStateException: no such customer");
        assertThat(new String(failed.value(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"exc_type\": \"IllegalStateException\"", "\"java.lang\"", "no such customer");
        assertThat(failed.traceback())
                .startsWith(
                        "java.lang.IllegalStateException: no such customer\n\tat dev.lovage.worker.pool.FaultTasks.fail(")
                .contains("Caused by: java.lang.IllegalArgumentException: the cause")
                .doesNotContain("TaskRunner", "ChildMain", "MethodHandle");
    }

    @Test
    void whatCannotBeRunIsAnOutcomeToo() {
        open(1);
        assertThat(((Outcome.Failed) probe.run("tasks.add", 1)).cause()).isEqualTo(Cause.BAD_ARGUMENTS);
        assertThat(((Outcome.Failed) probe.run("tasks.add", 1, "two")).cause()).isEqualTo(Cause.BAD_ARGUMENTS);
        assertThat(((Outcome.Failed) probe.run("tasks.unwritable")).cause()).isEqualTo(Cause.UNENCODABLE);
        assertThat(((Outcome.Failed) probe.run("tasks.badMessage")).summary()).contains("getMessage() threw");
        assertThat(((Outcome.Failed) probe.run("tasks.unknown")).summary()).contains("NotRegistered");
        assertThat(PoolProbe.value(probe.run("tasks.add", 1, 1))).isEqualTo("2");
    }

    @Test
    void aResultThatIsTooLargeIsAFailureThatSaysSo() {
        open(spec(1, relay).withMaxResultBytes(1000));
        Outcome.Failed failed = (Outcome.Failed) probe.run("tasks.large", 2000);
        assertThat(failed.cause()).isEqualTo(Cause.UNENCODABLE);
        assertThat(failed.summary()).contains("2002 bytes", "max_result_bytes");
    }

    @Test
    void aKilledChildIsToldAsLostAndReplaced() {
        open(2);
        long slot = probe.submit("tasks.forever");
        long pid = probe.pid(slot);
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        Outcome.Lost lost = (Outcome.Lost) PoolProbe.within(SECOND, probe.outcomes.get(slot));
        assertThat(lost.how()).isEqualTo("signal 9 (SIGKILL) or exitcode 137");
        assertThat(lost.exitCode()).contains(137);
        probe.awaitIdle(2);
        assertThat(PoolProbe.value(probe.run("tasks.add", 1, 1))).isEqualTo("2");
    }

    @Test
    void anIdleChildThatDiesIsReplacedWithoutATrace() {
        open(1);
        ProcessHandle child = ProcessHandle.of(Long.parseLong(PoolProbe.value(probe.run("tasks.pid"))))
                .orElseThrow();
        probe.awaitIdle(1);
        child.destroyForcibly();
        child.onExit().join();
        // The first may have been handed to the child in the moment of its death.
        probe.run("tasks.add", 0, 1);
        for (int i = 0; i < 3; i++) {
            assertThat(PoolProbe.value(probe.run("tasks.add", i, 1))).isEqualTo(String.valueOf(i + 1));
        }
        assertThat(probe.idle.availablePermits()).isLessThanOrEqualTo(1);
    }

    @Test
    void aTaskThatExitsIsLostWithItsCode() {
        open(1);
        assertThat(((Outcome.Lost) probe.run("tasks.exit", 5)).exitCode()).contains(5);
        assertThat(((Outcome.Lost) probe.run("tasks.halt", 6)).how()).isEqualTo("exitcode 6");
        assertThat(((Outcome.Lost) probe.run("tasks.exitFromThread")).exitCode())
                .contains(7);
        assertThat(PoolProbe.value(probe.run("tasks.add", 1, 1))).isEqualTo("2");
    }

    @Test
    void aTaskThatExitsKeepsItsCodeThoughItsExitHooksAreStopped() {
        open(1);
        assertThat(((Outcome.Lost) probe.run("tasks.exitSlowly", 5)).how()).isEqualTo("exitcode 5");
        assertThat(((Outcome.Lost) probe.run("tasks.exitSlowlyByRuntime", 6)).how())
                .isEqualTo("exitcode 6");
    }

    @Test
    void aTaskThatFillsTheHeapIsLostAndSaysWhy() {
        open(spec(1, relay).withChildren(ChildOptions.DEFAULTS.withJavaOptions(List.of("-Xmx48m"))));
        assertThat(((Outcome.Lost) probe.run("tasks.hoard")).how()).startsWith("exitcode 3 (out of memory");
        assertThat(PoolProbe.value(probe.run("tasks.add", 1, 1))).isEqualTo("2");
    }

    @Test
    void aStackOverflowIsAFailureAndTheChildIsReplaced() {
        open(1);
        String before = PoolProbe.value(probe.run("tasks.pid"));
        Outcome.Failed failed = (Outcome.Failed) probe.run("tasks.recurse", 0);
        assertThat(failed.summary()).startsWith("StackOverflowError");
        assertThat(failed.traceback().length()).isLessThan(100_000);
        assertThat(PoolProbe.value(probe.run("tasks.pid"))).isNotEqualTo(before);
    }

    /** In long lines, short ones, and one that has no end. What is over the rate is dropped: nobody waits, and the log stays short. */
    @ParameterizedTest
    @ValueSource(strings = {"tasks.flood", "tasks.floodShort", "tasks.floodLine"})
    void aFloodOfOutputNeitherStallsNorFillsTheLog(String task) {
        int rate = 20_000;
        open(spec(1, relay).withChildren(ChildOptions.DEFAULTS.withOutputBytesPerSecond(rate)));
        Logger logger = (Logger) LoggerFactory.getLogger("lovage.task");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.list = Collections.synchronizedList(log.list);
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
        try {
            long begin = Clock.system().nanoTime();
            assertThat(PoolProbe.value(probe.run(task, 100))).isEqualTo("100");
            probe.close();
            long seconds = Duration.ofNanos(Clock.system().nanoTime() - begin).toSeconds() + 2;
            long bytes = List.copyOf(log.list).stream()
                    .mapToLong(event -> event.getFormattedMessage().length() + OutputDrain.LINE_COST)
                    .sum();
            assertThat(bytes).isLessThan(seconds * (rate + 1_000));
        } finally {
            logger.setAdditive(true);
            logger.detachAppender(log);
        }
    }

    @Test
    void aTaskThatClosesItsOutputHarmsNobody() {
        open(1);
        String pid = PoolProbe.value(probe.run("tasks.pid"));
        assertThat(PoolProbe.value(probe.run("tasks.closeOutput"))).isEqualTo("\"closed\"");
        assertThat(PoolProbe.value(probe.run("tasks.flood", 2))).isEqualTo("2");
        assertThat(PoolProbe.value(probe.run("tasks.pid"))).isEqualTo(pid);
    }

    @Test
    void standardInputIsEmpty() {
        open(1);
        assertThat(PoolProbe.value(probe.run("tasks.readInput"))).isEqualTo("-1");
    }

    @Test
    void noSecretReachesAChild() throws IOException {
        // The environment of this very JVM can't be changed: what any of its variables holds stands for a secret.
        Map.Entry<String, String> some = System.getenv().entrySet().stream()
                .filter(entry -> entry.getKey().equals("PATH"))
                .findFirst()
                .orElseThrow();
        open(spec(1, relay)
                .withSecrets(List.of(some.getValue()))
                .withChildren(ChildOptions.DEFAULTS.withJavaOptions(List.of("-Dpath=" + some.getValue()))));
        long slot = probe.submit("tasks.environment");
        assertThat(PoolProbe.value(probe.outcome(slot))).doesNotContain(some.getValue(), "LOVAGE_", "CELERY_");
        Path proc = Path.of("/proc", String.valueOf(probe.pid(slot)));
        assertThat(Files.readString(proc.resolve("environ"))).doesNotContain(some.getValue());
        assertThat(Files.readString(proc.resolve("cmdline"))).doesNotContain(some.getValue());
    }

    @Test
    void aTaskReportsItsProgress() {
        open(1);
        assertThat(PoolProbe.value(probe.run("tasks.progress"))).isEqualTo("\"id-tasks.progress@celery@here\"");
        assertThat(probe.progress).hasSize(2);
        assertThat(probe.progress.get(0)).startsWith("PROGRESS").contains("\"current\": 1", "half");
        assertThat(probe.progress.get(1)).isEqualTo("PACKING {\"boxes\": 3}");
    }

    @Test
    void aTaskCallsAnotherThroughTheWorker() {
        open(1);
        Outcome.Succeeded done = (Outcome.Succeeded) probe.run("tasks.calls");
        assertThat(relay.published).singleElement().satisfies(publication -> {
            assertThat(publication.message().headers()).containsEntry("task", "tasks.other");
            assertThat(publication.message().headers()).containsEntry("parent_id", "id-tasks.calls");
            assertThat(done.children())
                    .containsExactly((String) publication.message().headers().get("id"));
        });
    }

    @Test
    void aTaskAwaitsTheResultOfAnother() {
        open(1);
        long slot = probe.submit("tasks.waits", "other-id");
        Eventually.until(
                Duration.ofSeconds(20), "the child asked for the result", () -> relay.waits.containsKey("other-id"));
        relay.waits.get("other-id").complete(TaskResult.of("other-id", TaskState.SUCCESS, new byte[] {'4', '2'}));
        assertThat(PoolProbe.value(probe.outcome(slot))).isEqualTo("42");
    }

    @Test
    void whatTheWorkerCouldNotDoFailsInTheTaskAsItWouldOutside() {
        open(1);
        assertThat(PoolProbe.value(probe.run("tasks.publishesNowhere")))
                .isEqualTo("\"UnroutableException: no queue 'nowhere'\"");
    }

    @Test
    void aCrashOfTheVirtualMachineIsLostAndSaysWhereItsReportIs() {
        open(1);
        Outcome.Lost lost = (Outcome.Lost) probe.run("tasks.crash");
        assertThat(lost.how()).contains("the virtual machine crashed, see ");
    }

    @Test
    void aChildThatHangsInItsStartIsKilled(@TempDir Path folder) throws IOException {
        Path source = folder.resolve("Hang.java");
        Files.writeString(source, """
                public class Hang {
                    static { java.util.concurrent.locks.LockSupport.parkNanos(Long.MAX_VALUE); }
                    @dev.lovage.Task public static void run() {}
                }
                """);
        open(PoolSpec.of(1, PoolSpec.Code.of(List.of(source.toString())), relay)
                .withChildren(ChildOptions.DEFAULTS.withStartTimeout(Duration.ofMillis(1500))));
        Eventually.until(Duration.ofSeconds(40), "the pool says that it is degraded", () -> !probe.degraded.isEmpty());
        assertThat(probe.degraded.get(0)).contains("was not ready within 1.5 s");
    }

    @Test
    void aSourceFileIsCompiledOnceForAllChildren(@TempDir Path folder) throws IOException {
        Path source = Files.writeString(folder.resolve("Where.java"), """
                public class Where {
                    @dev.lovage.Task(name = "where") public static String where() {
                        return String.valueOf(Where.class.getResource("Where.class"));
                    }
                }
                """);
        open(PoolSpec.of(2, PoolSpec.Code.of(List.of(source.toString())), relay));
        probe.awaitIdle(2);
        String first = PoolProbe.value(probe.run("where"));
        assertThat(first).startsWith("\"file:").contains("/lovage-", "/classes-");
        assertThat(PoolProbe.value(probe.run("where"))).isEqualTo(first);
        Path classes = Path.of(java.net.URI.create(first.replace("\"", "")));
        assertThat(classes).exists();
        probe.close();
        Eventually.until(SECOND, "the classes are gone", () -> !Files.exists(classes.getParent()));
    }

    @Test
    void aSourceFileThatDoesNotCompileIsSaidBeforeAnyChildStarts(@TempDir Path folder) throws IOException {
        Path source = Files.writeString(folder.resolve("Bad.java"), "class Bad { int x = \"text\"; }");
        open(PoolSpec.of(2, PoolSpec.Code.of(List.of(source.toString())), relay));
        assertThat(PoolProbe.within(Duration.ofSeconds(20), probe.unloadable))
                .startsWith(source + ":1: error: incompatible types");
        PoolProbe.within(Duration.ofSeconds(10), probe.stopped);
    }

    @Test
    void whatATaskLeavesDoesNotHitTheNextAndBySettingEndsTheChild() {
        open(1);
        String pid = PoolProbe.value(probe.run("tasks.litter"));
        assertThat(PoolProbe.value(probe.run("tasks.pid"))).isEqualTo(pid);
        probe.close();
        open(spec(1, relay).withChildren(ChildOptions.DEFAULTS.withLeftovers(ChildOptions.Leftovers.RECYCLE)));
        pid = PoolProbe.value(probe.run("tasks.litter"));
        String next = PoolProbe.value(probe.run("tasks.pid"));
        assertThat(next).isNotEqualTo(pid);
        assertThat(PoolProbe.value(probe.run("tasks.pid"))).isEqualTo(next);
    }

    /** While the child looks whether the timer ends by itself, and when it knows it and just waits for a task. */
    @Test
    void aTimerThatATaskLeftMayInterruptItsThreadAndHarmsNobody(@TempDir Path folder) {
        open(1);
        String pid = PoolProbe.value(probe.run("tasks.pid"));
        for (String name : List.of("new", "known")) {
            Path done = folder.resolve(name);
            assertThat(PoolProbe.value(probe.run("tasks.interruptLater", 20, 10, done.toString())))
                    .isEqualTo(pid);
            Eventually.until(Duration.ofSeconds(20), "it was interrupted", () -> Files.exists(done));
        }
        for (int i = 0; i < 3; i++) {
            assertThat(PoolProbe.value(probe.run("tasks.sleep", 1))).isEqualTo("null");
        }
        assertThat(PoolProbe.value(probe.run("tasks.pid"))).isEqualTo(pid);
        assertThat(probe.run("tasks.halt", 1)).isInstanceOf(Outcome.Lost.class);
        assertThat(PoolProbe.value(probe.run("tasks.pid"))).isNotEqualTo(pid);
        assertThat(probe.degraded).isEmpty();
    }

    @Test
    void aChildWhoseMainThreadFailsEndsThoughATaskLeftAThread() {
        open(1);
        assertThat(((Outcome.Lost) probe.run("tasks.poison")).how()).isEqualTo("exitcode 70");
        assertThat(PoolProbe.value(probe.run("tasks.add", 1, 1))).isEqualTo("2");
    }

    @Test
    void whatATaskStartedEndsWithItsChildHoweverThatEnds() {
        open(1);
        for (String end : List.of("tasks.halt", "tasks.exit", "tasks.crash")) {
            ProcessHandle daemon = ProcessHandle.of(Long.parseLong(PoolProbe.value(probe.run("tasks.daemon"))))
                    .orElseThrow();
            if (end.equals("tasks.crash")) {
                probe.run(end);
            } else {
                probe.run(end, 1);
            }
            Eventually.until(SECOND, "the daemon is gone after " + end, () -> !OrphanTest.runs(daemon));
        }
        ProcessHandle daemon = ProcessHandle.of(Long.parseLong(PoolProbe.value(probe.run("tasks.daemon"))))
                .orElseThrow();
        probe.pool.stop();
        PoolProbe.within(Duration.ofSeconds(10), probe.stopped);
        Eventually.until(SECOND, "the daemon is gone after the pool's end", () -> !OrphanTest.runs(daemon));
    }

    @Test
    void stoppingBeforeStartingAndTwiceIsFine() {
        var pool = Pools.open("process", spec(1, relay));
        pool.stop();
        pool.stop();
        pool.terminate();
        open(1);
        probe.awaitIdle(1);
        probe.pool.stop();
        probe.pool.stop();
        PoolProbe.within(Duration.ofSeconds(10), probe.stopped);
    }

    @Test
    void stoppingLetsRunningTasksFinish() {
        open(2);
        long slot = probe.submit("tasks.flood", 20);
        probe.pid(slot);
        probe.pool.stop();
        assertThat(PoolProbe.value(probe.outcome(slot))).isEqualTo("20");
        PoolProbe.within(Duration.ofSeconds(10), probe.stopped);
    }

    @Test
    void terminatingTellsRunningTasksAsLost() {
        open(1);
        long slot = probe.submit("tasks.spin");
        probe.pid(slot);
        probe.pool.terminate();
        assertThat(probe.outcome(slot)).isInstanceOf(Outcome.Lost.class);
        PoolProbe.within(Duration.ofSeconds(10), probe.stopped);
    }

    @Test
    void aSignalToTheWholeGroupDoesNotEndAChild() throws IOException, InterruptedException {
        open(1);
        long slot = probe.submit("tasks.forever");
        String pid = String.valueOf(probe.pid(slot));
        for (String signal : List.of("-INT", "-TERM", "-HUP")) {
            assertThat(new ProcessBuilder("kill", signal, pid).start().waitFor())
                    .isZero();
        }
        assertThat(PoolProbe.value(probeOther(pid))).isEqualTo("2");
        assertThat(probe.outcomes.get(slot)).isNotDone();
        assertThat(ProcessHandle.of(Long.parseLong(pid))).isPresent();
    }

    private Outcome probeOther(String pid) {
        try (PoolProbe other = new PoolProbe(Pools.open("process", spec(1, relay)))) {
            Outcome outcome = other.run("tasks.add", 1, 1);
            assertThat(ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive))
                    .contains(true);
            return outcome;
        }
    }

    @Test
    void anApplicationThatIsNotThereIsSaidAndThePoolStops() {
        open(PoolSpec.of(2, PoolSpec.Code.of(List.of("com.acme.Missing")), relay));
        assertThat(PoolProbe.within(Duration.ofSeconds(20), probe.unloadable))
                .contains("-A com.acme.Missing", "no such class");
        PoolProbe.within(Duration.ofSeconds(10), probe.stopped);
    }

    @Test
    void childrenThatDoNotComeUpDegradeThePool() {
        open(spec(1, relay).withChildren(ChildOptions.DEFAULTS.withJavaOptions(List.of("-XX:NoSuchFlagEver"))));
        Eventually.until(Duration.ofSeconds(30), "the pool says that it is degraded", () -> !probe.degraded.isEmpty());
        assertThat(probe.degraded.get(0))
                .contains("five times in a row", "exitcode 1")
                .contains("Unrecognized VM option 'NoSuchFlagEver'", "worker_child_opts (--child-opts)");
    }

    @Test
    void aTaskNeverRunsWhatThisVersionWouldHalfDo() {
        open(1);
        var message = dev.lovage.wire.TaskMessage.builder("id-1", "tasks.add")
                .args(List.of(1, 2))
                .embed(new dev.lovage.wire.Embed(List.of(Map.of("task", "x")), null, null, null, Map.of()))
                .build()
                .encode(dev.lovage.messaging.codec.Serializers.standard());
        Outcome.Failed failed = (Outcome.Failed) probe.outcome(probe.submit(message, "tasks.add"));
        assertThat(failed.cause()).isEqualTo(Cause.EXCEPTION);
        assertThat(failed.summary()).contains("does not support canvas yet");
    }
}
