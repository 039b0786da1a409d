package dev.lovage.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.testkit.Eventually;
import dev.lovage.worker.BuiltClasses;
import dev.lovage.worker.CatalogEntry;
import dev.lovage.worker.ChildOptions;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Pool.Ability;
import dev.lovage.worker.PoolSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How children of a process pool come and go: its size, its code, and their age. */
class ChildrenTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String PLACE = """
            @Task(name = "shop.place") public static String place() throws Exception {
                var place = Shop.class.getProtectionDomain().getCodeSource().getLocation().toURI();
                return java.nio.file.Path.of(place).toString();
            }
            """;

    private final TestRelay relay = new TestRelay();
    private PoolProbe probe;

    @TempDir
    private Path folder;

    /** Without an archive of classes, whose making is a process too. */
    private void open(PoolSpec spec) {
        probe = new PoolProbe(
                Pools.open("process", spec.withChildren(spec.children().withCache(Optional.empty()))));
    }

    private void open(int slots, ChildOptions children) {
        open(ProcessPoolTest.spec(slots, relay).withChildren(children));
    }

    @AfterEach
    void close() {
        if (probe != null) {
            probe.close();
        }
    }

    @Test
    void aPoolSaysWhatItCan() {
        open(1, ChildOptions.DEFAULTS);
        assertThat(probe.pool.abilities()).contains(Ability.KILL, Ability.RECYCLE, Ability.RESIZE, Ability.RENEW);
    }

    @Test
    void aPoolGrows() {
        open(1, ChildOptions.DEFAULTS);
        probe.awaitIdle(1);
        probe.pool.resize(3);
        probe.awaitIdle(3);
        Set<Long> pids = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            pids.add(probe.pid(probe.submit("tasks.forever")));
        }
        assertThat(pids).hasSize(3);
        assertThat(probe.pool.size()).isEqualTo(3);
    }

    @Test
    void aPoolShrinksIdleChildrenFirst() {
        open(3, ChildOptions.DEFAULTS);
        probe.awaitIdle(3);
        long slot = probe.submit("tasks.block", gate().toString());
        long busy = probe.pid(slot);
        probe.pool.resize(1);
        Eventually.until(SOON, "no idle slot is left", () -> probe.idle.availablePermits() == 0);
        Eventually.until(SOON, "two children have ended", () -> children().equals(Set.of(busy)));
        open(gate());
        assertThat(probe.outcome(slot)).isInstanceOf(Outcome.Succeeded.class);
        assertThat(PoolProbe.value(probe.run("tasks.pid"))).isEqualTo(String.valueOf(busy));
    }

    @Test
    void aBusyChildTooManyLeavesAfterItsTask() {
        open(2, ChildOptions.DEFAULTS);
        probe.awaitIdle(2);
        long first = probe.submit("tasks.block", gate().toString());
        long second = probe.submit("tasks.block", gate().toString());
        assertThat(probe.pid(first)).isNotEqualTo(probe.pid(second));
        probe.pool.resize(1);
        open(gate());
        assertThat(probe.outcome(first)).isInstanceOf(Outcome.Succeeded.class);
        assertThat(probe.outcome(second)).isInstanceOf(Outcome.Succeeded.class);
        Eventually.until(SOON, "one child is left", () -> children().size() == 1);
        assertThat(PoolProbe.value(probe.run("tasks.add", 1, 1))).isEqualTo("2");
        Eventually.until(SOON, "one slot is idle", () -> probe.idle.availablePermits() == 1);
    }

    @Test
    void newCodeTakesOverWhileTheOldFinishes() throws IOException {
        Path source = folder.resolve("Shop.java");
        Files.writeString(source, shop("old", ""));
        open(PoolSpec.of(2, PoolSpec.Code.of(List.of(source.toString())), relay));
        probe.awaitIdle(2);
        long old = probe.submit("shop.wait", gate().toString());
        probe.pid(old);
        Files.writeString(source, shop("new", "@Task(name = \"shop.more\") public static int more() { return 1; }"));
        CompletableFuture<Void> renewed = probe.pool.renew().toCompletableFuture();
        PoolProbe.within(SOON, renewed);
        assertThat(probe.catalog).extracting(CatalogEntry::name).contains("shop.more");
        for (int i = 0; i < 4; i++) {
            assertThat(PoolProbe.value(probe.run("shop.version"))).isEqualTo("\"new\"");
        }
        open(gate());
        assertThat(PoolProbe.value(probe.outcome(old))).isEqualTo("\"old\"");
        probe.awaitIdle(2);
        Eventually.until(SOON, "two children are left", () -> children().size() == 2);
        assertThat(PoolProbe.value(probe.run("shop.version"))).isEqualTo("\"new\"");
    }

    @Test
    void codeThatDoesNotCompileLeavesTheOldOneAtWork() throws IOException {
        Path source = folder.resolve("Shop.java");
        Files.writeString(source, shop("old", ""));
        open(PoolSpec.of(1, PoolSpec.Code.of(List.of(source.toString())), relay));
        probe.awaitIdle(1);
        Files.writeString(source, shop("new", "nonsense"));
        assertThatThrownBy(() -> probe.pool.renew().toCompletableFuture().join())
                .hasMessageContaining("Shop.java");
        Files.writeString(
                source, shop("new", "static { if (true) throw new IllegalStateException(\"no database\"); }"));
        assertThatThrownBy(() -> probe.pool.renew().toCompletableFuture().join())
                .hasMessageContaining("no database");
        Files.writeString(source, shop("new", "static { System.exit(9); }"));
        assertThatThrownBy(() -> probe.pool.renew().toCompletableFuture().join())
                .hasMessageContaining("exitcode 9");
        assertThat(PoolProbe.value(probe.run("shop.version"))).isEqualTo("\"old\"");
        kill(Long.parseLong(PoolProbe.value(probe.run("shop.pid"))));
        probe.run("shop.version");
        assertThat(PoolProbe.value(probe.run("shop.version"))).isEqualTo("\"old\"");
        assertThat(probe.degraded).isEmpty();
    }

    @Test
    void aBuildThatCantBeLoadedLeavesTheOldOneAtWorkInChildrenToComeToo() throws IOException {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        build(classes, shop("old", ""));
        open(PoolSpec.of(1, PoolSpec.Code.of(List.of(classes.toString())).withReloads(true), relay));
        probe.awaitIdle(1);
        build(classes, shop("new", "static { if (true) throw new IllegalStateException(\"no database\"); }"));
        assertThatThrownBy(() -> probe.pool.renew().toCompletableFuture().join())
                .hasMessageContaining("no database");
        Files.delete(classes.resolve("Shop.class"));
        assertThatThrownBy(() -> probe.pool.renew().toCompletableFuture().join())
                .hasMessageContaining("-A " + classes + ": no class in it has a method with @Task");
        for (int i = 0; i < 2; i++) {
            kill(Long.parseLong(PoolProbe.value(probe.run("shop.pid"))));
            probe.run("shop.version");
            assertThat(PoolProbe.value(probe.run("shop.version"))).isEqualTo("\"old\"");
        }
        assertThat(probe.degraded).isEmpty();
        build(classes, shop("newest", ""));
        PoolProbe.within(SOON, probe.pool.renew().toCompletableFuture());
        assertThat(PoolProbe.value(probe.run("shop.version"))).isEqualTo("\"newest\"");
    }

    private void build(Path classes, String source) throws IOException {
        Path file = Files.writeString(folder.resolve("Shop.java"), source);
        BuiltClasses.into(classes, file);
    }

    @Test
    void whatWasCompiledForAGenerationGoesWithItsLastChild() throws IOException {
        Path source = folder.resolve("Shop.java");
        Files.writeString(source, shop("0", PLACE));
        open(PoolSpec.of(1, PoolSpec.Code.of(List.of(source.toString())).withReloads(true), relay));
        probe.awaitIdle(1);
        for (int i = 1; i <= 4; i++) {
            Files.writeString(source, shop(String.valueOf(i), PLACE));
            PoolProbe.within(SOON, probe.pool.renew().toCompletableFuture());
            Path place = place();
            assertThat(compiled(place)).contains(place).hasSizeBetween(1, 2);
        }
        Path last = place();
        Eventually.until(SOON, "one is left", () -> compiled(last).equals(List.of(last)));
        PoolProbe.within(SOON, probe.pool.renew().toCompletableFuture());
        assertThat(place()).as("the same contents").isEqualTo(last);
        Eventually.until(SOON, "one child is left", () -> children().size() == 1);
        assertThat(compiled(last)).containsExactly(last);
        assertThat(PoolProbe.value(probe.run("shop.version"))).isEqualTo("\"4\"");
    }

    private Path place() {
        return Path.of(PoolProbe.value(probe.run("shop.place")).replace("\"", ""));
    }

    /** All folders of compiled classes beside that one. */
    private static List<Path> compiled(Path one) {
        try (Stream<Path> all = Files.list(one.getParent())) {
            return all.filter(path -> path.getFileName().toString().startsWith("classes-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSecondRenewalOvertakesTheFirst() throws IOException {
        Path source = folder.resolve("Shop.java");
        Files.writeString(source, shop("old", ""));
        open(PoolSpec.of(1, PoolSpec.Code.of(List.of(source.toString())), relay));
        probe.awaitIdle(1);
        Files.writeString(source, shop("never", ""));
        var first = probe.pool.renew().toCompletableFuture();
        Files.writeString(source, shop("newest", ""));
        var second = probe.pool.renew().toCompletableFuture();
        PoolProbe.within(SOON, first);
        PoolProbe.within(SOON, second);
        assertThat(PoolProbe.value(probe.run("shop.version"))).isEqualTo("\"newest\"");
        Eventually.until(SOON, "one child is left", () -> children().size() == 1);
    }

    @Test
    void aChildIsReplacedAfterItsTasks() {
        open(1, ChildOptions.DEFAULTS.withMaxTasks(3));
        for (int round = 0; round < 3; round++) {
            String pid = PoolProbe.value(probe.run("tasks.pid"));
            assertThat(PoolProbe.value(probe.run("tasks.pid"))).isEqualTo(pid);
            assertThat(PoolProbe.value(probe.run("tasks.pid"))).isEqualTo(pid);
            assertThat(PoolProbe.value(probe.run("tasks.pid"))).isNotEqualTo(pid);
            probe.run("tasks.noop");
            probe.run("tasks.noop");
        }
    }

    @Test
    void theReplacementStandsByBeforeTheOldChildLeaves() {
        open(1, ChildOptions.DEFAULTS.withMaxTasks(1));
        probe.awaitIdle(1);
        long slot = probe.submit("tasks.block", gate().toString());
        long busy = probe.pid(slot);
        Eventually.until(SOON, "another child is there", () -> children().size() == 2);
        assertThat(probe.idle.availablePermits()).isZero();
        open(gate());
        probe.outcome(slot);
        probe.awaitIdle(1);
        assertThat(PoolProbe.value(probe.run("tasks.pid"))).isNotEqualTo(String.valueOf(busy));
    }

    @Test
    void nothingIsLostOrDoubledOverManyReplacements() {
        int tasks = Integer.getInteger("recycles", 30);
        open(2, ChildOptions.DEFAULTS.withMaxTasks(1));
        Set<String> pids = new HashSet<>();
        List<Long> slots = new java.util.ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            slots.add(probe.submit("tasks.pid"));
        }
        for (long slot : slots) {
            pids.add(PoolProbe.value(probe.outcome(slot)));
        }
        assertThat(probe.told.get()).isEqualTo(tasks);
        assertThat(pids).as("a process for each").hasSize(tasks);
        Eventually.until(
                SOON, "no more children than slots and spares", () -> children().size() <= 4);
    }

    @Test
    void aChildOverItsMemoryIsReplacedAfterItsTask() {
        open(1, ChildOptions.DEFAULTS.withJavaOptions(List.of("-Xmx512m")).withMaxMemoryBytes(256L << 20));
        String pid = PoolProbe.value(probe.run("tasks.pid"));
        assertThat(PoolProbe.value(probe.run("tasks.pid"))).isEqualTo(pid);
        assertThat(probe.run("tasks.keep", 250)).isInstanceOf(Outcome.Succeeded.class);
        assertThat(PoolProbe.value(probe.run("tasks.pid"))).isNotEqualTo(pid);
    }

    @Test
    void aChildThatUsesTwiceItsMemoryIsKilledInItsTask() {
        open(1, ChildOptions.DEFAULTS.withJavaOptions(List.of("-Xmx1g")).withMaxMemoryBytes(160L << 20));
        Outcome.Lost lost = (Outcome.Lost) probe.run("tasks.keepForever", 400);
        assertThat(lost.how()).startsWith("used ").contains("twice worker_max_memory_per_child (160 MiB)");
        assertThat(PoolProbe.value(probe.run("tasks.add", 1, 1))).isEqualTo("2");
    }

    private Path gate() {
        return folder.resolve("gate");
    }

    private static void open(Path gate) {
        try {
            Files.createFile(gate);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void kill(long pid) {
        ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
        child.destroyForcibly();
        child.onExit().join();
    }

    /** The living children of this process that are virtual machines: a pool has a shell too, which watches over it. */
    private static Set<Long> children() {
        Set<Long> pids = new HashSet<>();
        ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .filter(child -> child.info()
                        .command()
                        .filter(name -> name.endsWith("java"))
                        .isPresent())
                .forEach(child -> pids.add(child.pid()));
        return pids;
    }

    private static String shop(String version, String more) {
        return """
                import dev.lovage.Task;
                public class Shop {
                    @Task(name = "shop.version") public static String version() { return "%s"; }
                    @Task(name = "shop.pid") public static long pid() { return ProcessHandle.current().pid(); }
                    @Task(name = "shop.wait") public static String await(String gate) {
                        while (!java.nio.file.Files.exists(java.nio.file.Path.of(gate))) {
                            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                        }
                        return version();
                    }
                    %s
                }
                """.formatted(version, more);
    }
}
