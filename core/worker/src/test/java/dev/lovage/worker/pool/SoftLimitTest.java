package dev.lovage.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.worker.BuiltClasses;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Outcome.Cause;
import dev.lovage.worker.PoolSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The soft limit reaches a task in a child JVM wherever it is, once. */
class SoftLimitTest {

    private static final Duration SOFT = Duration.ofMillis(300);
    private static final Duration HARD = Duration.ofSeconds(8);

    private static PoolProbe probe;

    static PoolSpec spec() {
        PoolSpec spec = ProcessPoolTest.spec(1, new TestRelay());
        return spec.withCode(PoolSpec.Code.of(List.of(FaultTasks.class.getName(), SoftLimitTasks.class.getName()))
                .withClassPath(List.of(ProcessPoolTest.classes())));
    }

    @BeforeAll
    static void open() {
        probe = new PoolProbe(Pools.open("process", spec()));
        // A first run takes longer than the limit, for all that is loaded for it.
        assertThat(PoolProbe.value(probe.run("soft.quick", 1))).isEqualTo("1");
    }

    @AfterAll
    static void close() {
        probe.close();
    }

    private static Outcome run(String task, Object... args) {
        return run(probe, HARD, task, args);
    }

    private static Outcome run(PoolProbe in, Duration hard, String task, Object... args) {
        return in.outcome(in.submit(PoolProbe.message(task, args), task, Optional.of(SOFT), Optional.of(hard)));
    }

    private static Outcome.Failed assertSoft(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        Outcome.Failed failed = (Outcome.Failed) outcome;
        assertThat(failed.summary()).isEqualTo("SoftTimeLimitExceeded: The soft time limit of 0.3 s was reached");
        assertThat(new String(failed.value(), StandardCharsets.UTF_8))
                .isEqualTo("{\"exc_type\": \"SoftTimeLimitExceeded\", \"exc_message\": [], "
                        + "\"exc_module\": \"billiard.exceptions\"}");
        assertThat(failed.cause()).isEqualTo(Cause.EXCEPTION);
        return failed;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "soft.sleep",
                "soft.wrapped",
                "soft.count",
                "soft.emptyLoop",
                "soft.doWhile",
                "soft.recursion",
                "soft.stream",
                "soft.shortLambda",
                "soft.methodReference",
                "soft.recursionThroughFunction",
                "soft.checkPoints",
                "soft.progress"
            })
    void itEndsATask(String task) {
        Outcome.Failed failed = assertSoft(run(task));
        assertThat(failed.runtime().toMillis()).isBetween(300L, 1500L);
        assertThat(failed.traceback())
                .contains("dev.lovage.worker.pool.SoftLimitTasks")
                .doesNotContain("dev.lovage.worker.run", "dev.lovage.worker.weave", "LambdaForm");
        // The next task in this child has nothing of it left.
        assertThat(PoolProbe.value(run("soft.quick", 3))).isEqualTo("3");
    }

    @Test
    void itEndsALoopWithASwitchInIt() {
        assertSoft(run("soft.switches", "a"));
        assertSoft(run("soft.switches", "z"));
    }

    @Test
    void aTaskMayCleanUpUndisturbed() {
        assertThat(PoolProbe.value(run("soft.cleansUpAfterLoop"))).isEqualTo("\"SoftTimeLimitExceeded true\"");
        assertThat(PoolProbe.value(run("soft.cleansUpAfterSleep"))).isEqualTo("\"InterruptedException true\"");
    }

    @Test
    void aTaskThatSwallowsItEndsAtItsHardLimit() {
        Outcome.Failed failed = (Outcome.Failed) run(probe, Duration.ofSeconds(1), "soft.swallows");
        assertThat(failed.cause()).isEqualTo(Cause.TIME_LIMIT);
        assertThat(PoolProbe.value(probe.run("soft.quick", 1))).isEqualTo("1");
    }

    @Test
    void threadsOfTheTaskAreNotHit() {
        assertThat(PoolProbe.value(run("soft.otherThread"))).isEqualTo("\"the other thread made 300000000 turns\"");
    }

    @Test
    void aClassThatInitializesIsNotSpoilt() {
        assertSoft(run("soft.initializer"));
        assertThat(PoolProbe.value(run("soft.initialized"))).isEqualTo("true");
    }

    @Test
    void aTaskKnowsWhatIsLeft() {
        String[] left = PoolProbe.value(run("soft.remaining"))
                .replaceAll("[\\[\\] ]", "")
                .split(",");
        assertThat(Long.parseLong(left[0])).isBetween(1L, 300L);
        assertThat(Long.parseLong(left[1])).isBetween(5000L, 7700L);
    }

    @Test
    void itIsReachedManyTimesInOneProcess() {
        String pid = PoolProbe.value(probe.run("tasks.pid"));
        for (int i = 0; i < 20; i++) {
            assertSoft(run("soft.count"));
        }
        assertThat(PoolProbe.value(probe.run("tasks.pid"))).isEqualTo(pid);
    }

    @Test
    void withoutChecksALoopGoesOnToItsHardLimit() throws IOException {
        assertThat(commandLine(probe)).contains("-XX:+UseCountedLoopSafepoints");
        PoolSpec without = spec().withSettings(Map.of("worker_soft_limit_checks", "false"));
        try (PoolProbe other = new PoolProbe(Pools.open("process", without))) {
            assertThat(PoolProbe.value(other.run("soft.quick", 1))).isEqualTo("1");
            assertThat(commandLine(other)).doesNotContain("UseCountedLoopSafepoints", "LoopStripMiningIter");
            assertSoft(run(other, HARD, "soft.sleep"));
            Outcome.Failed failed = (Outcome.Failed) run(other, Duration.ofSeconds(1), "soft.count");
            assertThat(failed.cause()).isEqualTo(Cause.TIME_LIMIT);
        }
    }

    /** Of two jars on the class path, neither of which holds tasks, the loops of the one whose package is named. */
    @Test
    void itReachesLibrariesWhosePackagesAreNamed(@TempDir Path folder) throws IOException {
        List<Path> jars = List.of(library(folder, "named"), library(folder, "unnamed"));
        Path source = Files.writeString(folder.resolve("Uses.java"), """
                import dev.lovage.Task;
                public class Uses {
                    @Task(name = "uses.named") public static long named() { return com.named.Spin.spin(); }
                    @Task(name = "uses.unnamed") public static long unnamed() { return com.unnamed.Spin.spin(); }
                    @Task(name = "uses.warm") public static int warm() { return 1; }
                }
                """);
        PoolSpec libraries = spec().withCode(
                        PoolSpec.Code.of(List.of(source.toString())).withClassPath(jars))
                .withSettings(Map.of("worker_soft_limit_packages", "com.named"));
        try (PoolProbe other = new PoolProbe(Pools.open("process", libraries))) {
            assertThat(PoolProbe.value(other.run("uses.warm"))).isEqualTo("1");
            assertSoft(run(other, HARD, "uses.named"));
            Outcome.Failed failed = (Outcome.Failed) run(other, Duration.ofSeconds(1), "uses.unnamed");
            assertThat(failed.cause()).isEqualTo(Cause.TIME_LIMIT);
        }
    }

    private static Path library(Path folder, String name) throws IOException {
        Path source = Files.writeString(
                Files.createDirectories(folder.resolve(name)).resolve("Spin.java"), """
                package com.%s;
                public class Spin {
                    public static long spin() {
                        long turns = 0;
                        while (turns >= 0) {
                            turns = (turns + 1) & 0xFFFF;
                        }
                        return turns;
                    }
                }
                """.formatted(name));
        BuiltClasses.into(source.getParent(), source);
        Path jar = folder.resolve(name + ".jar");
        String entry = "com/" + name + "/Spin.class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(entry));
            out.write(Files.readAllBytes(source.resolveSibling(entry)));
        }
        return jar;
    }

    private static String commandLine(PoolProbe in) throws IOException {
        return Files.readString(Path.of("/proc", PoolProbe.value(in.run("tasks.pid")), "cmdline"));
    }
}
