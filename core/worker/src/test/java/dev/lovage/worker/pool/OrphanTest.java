package dev.lovage.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.testkit.Eventually;
import dev.lovage.worker.ChildOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanTest {

    /** What a child may be busy with when its parent is killed. */
    private static final List<String> BUSY = List.of(
            "tasks.count",
            "tasks.forever",
            "tasks.spin",
            "tasks.swallow",
            "tasks.exitHangs",
            "tasks.busyThreads",
            "tasks.thrash");

    /** A parent of its own for this test: one child for each of these tasks, an idle one, a stopped one; prints their ids. */
    public static final class Parent {

        private Parent() {}

        public static void main(String[] args) throws IOException, InterruptedException {
            var spec = ProcessPoolTest.spec(BUSY.size() + 2, new TestRelay())
                    .withChildren(ChildOptions.DEFAULTS.withJavaOptions(List.of("-Xmx64m")));
            PoolProbe probe = new PoolProbe(Pools.open("process", spec));
            probe.awaitIdle(BUSY.size() + 2);
            List<Long> pids = new ArrayList<>();
            pids.add(Long.parseLong(PoolProbe.value(probe.run("tasks.pid"))));
            pids.add(Long.parseLong(PoolProbe.value(probe.run("tasks.daemon"))));
            long stopped = probe.pid(probe.submit("tasks.forever"));
            new ProcessBuilder("kill", "-STOP", String.valueOf(stopped)).start().waitFor();
            pids.add(stopped);
            BUSY.forEach(task -> pids.add(probe.pid(probe.submit(task))));
            System.out.println("PIDS " + pids.stream().map(String::valueOf).collect(Collectors.joining(" ")));
            System.out.flush();
            Thread.currentThread().join();
        }
    }

    @Test
    void noChildOutlivesAKilledParentByASecond(@TempDir Path folder) throws IOException {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Parent.class.getName())
                .redirectErrorStream(true)
                .start();
        List<ProcessHandle> children;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
            children = children(out);
            assertThat(pools(folder)).as("folders of pools").isEqualTo(1);
            parent.destroyForcibly().onExit().join();
            Eventually.until(
                    Duration.ofSeconds(1),
                    "every child has ended",
                    () -> children.stream().noneMatch(OrphanTest::runs));
            Eventually.until(Duration.ofSeconds(1), "the pool's folder is gone", () -> pools(folder) == 0);
        } finally {
            parent.destroyForcibly();
        }
    }

    private static int pools(Path folder) {
        String[] found = folder.toFile().list((dir, name) -> name.startsWith("lovage-pool-"));
        return found == null ? 0 : found.length;
    }

    /** A process that has ended but that nobody has waited for yet is no longer there for our purpose. */
    static boolean runs(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
            return process.isAlive() && stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    private static List<ProcessHandle> children(BufferedReader out) throws IOException {
        List<String> said = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.add(line);
            if (line.startsWith("PIDS ")) {
                List<ProcessHandle> handles = new ArrayList<>();
                for (String pid : line.substring(5).split(" ")) {
                    ProcessHandle.of(Long.parseLong(pid)).ifPresent(handles::add);
                }
                assertThat(handles).hasSize(BUSY.size() + 3);
                assertThat(Files.exists(Path.of("/proc/" + handles.get(0).pid())))
                        .isTrue();
                return handles;
            }
        }
        throw new AssertionError("The parent ended: " + said);
    }
}
