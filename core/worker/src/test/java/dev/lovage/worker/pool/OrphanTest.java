package dev.lovage.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.testkit.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrphanTest {

    /** A parent of its own for this test: two children, one busy in a loop that never blocks; prints their ids. */
    public static final class Parent {

        private Parent() {}

        public static void main(String[] args) throws InterruptedException {
            PoolProbe probe = new PoolProbe(Pools.open("process", ProcessPoolTest.spec(2, new TestRelay())));
            long idle = Long.parseLong(PoolProbe.value(probe.run("tasks.pid")));
            probe.awaitIdle(2);
            long busy = probe.pid(probe.submit("tasks.count"));
            long other = probe.pid(probe.submit("tasks.forever"));
            System.out.println("PIDS " + busy + " " + other + " " + idle);
            System.out.flush();
            Thread.currentThread().join();
        }
    }

    @Test
    void noChildOutlivesAKilledParentByASecond() throws IOException {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Parent.class.getName())
                .redirectErrorStream(true)
                .start();
        List<ProcessHandle> children;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
            children = children(out);
            parent.destroyForcibly().onExit().join();
            Eventually.until(
                    Duration.ofSeconds(1),
                    "every child has ended",
                    () -> children.stream().noneMatch(OrphanTest::runs));
        } finally {
            parent.destroyForcibly();
        }
    }

    /** A process that has ended but that nobody has waited for yet is no longer there for our purpose. */
    private static boolean runs(ProcessHandle process) {
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
                assertThat(handles).hasSizeGreaterThanOrEqualTo(2);
                assertThat(Files.exists(Path.of("/proc/" + handles.get(0).pid())))
                        .isTrue();
                return handles;
            }
        }
        throw new AssertionError("The parent ended: " + said);
    }
}
