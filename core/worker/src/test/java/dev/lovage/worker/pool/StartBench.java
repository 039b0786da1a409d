package dev.lovage.worker.pool;

import dev.lovage.messaging.Clock;
import dev.lovage.testkit.Eventually;
import dev.lovage.worker.ChildOptions;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.PoolSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Measures by hand what a child JVM costs: time until all are ready, processor time of each until then, memory idle and after
 * 1,000 no-op tasks each. Prints medians. Not a test. Wants Lovage as jars on its class path: class folders have no archive.
 */
public final class StartBench {

    private static final int TASKS = 1000;

    private final Map<String, List<Double>> measured = new TreeMap<>();

    private final List<String> options;

    private StartBench(List<String> options) {
        this.options = options;
    }

    /** Arguments: children, rounds, further options of the child JVMs. */
    public static void main(String[] args) throws IOException {
        int children = Integer.parseInt(args[0]);
        StartBench bench = new StartBench(List.of(args).subList(2, args.length));
        bench.makeArchive();
        for (int round = 0; round < Integer.parseInt(args[1]); round++) {
            bench.round(children);
        }
        bench.measured.forEach((what, values) -> {
            values.sort(null);
            System.out.printf(
                    "%d children: %-34s median %8.1f (%.1f to %.1f)%n",
                    children, what, values.get(values.size() / 2), values.get(0), values.get(values.size() - 1));
        });
    }

    /** Where {@code -Dcache} says; without it there is no archive. */
    static Optional<Path> cache() {
        return Optional.ofNullable(System.getProperty("cache")).map(Path::of);
    }

    private void makeArchive() {
        cache().ifPresent(folder -> {
            PoolSpec spec =
                    ProcessPoolTest.spec(1, new TestRelay()).withChildren(ChildOptions.DEFAULTS.withCache(cache()));
            try (PoolProbe probe = new PoolProbe(Pools.open("process", spec))) {
                Eventually.until(Duration.ofSeconds(60), "an archive", () -> {
                    String[] files = folder.toFile().list((dir, name) -> name.endsWith(".jsa"));
                    return files != null && files.length > 0;
                });
            }
        });
    }

    private void round(int children) throws IOException {
        Clock clock = Clock.system();
        long begin = clock.nanoTime();
        PoolSpec spec = ProcessPoolTest.spec(children, new TestRelay())
                .withChildren(ChildOptions.DEFAULTS.withJavaOptions(options).withCache(cache()));
        try (PoolProbe probe = new PoolProbe(Pools.open("process", spec))) {
            probe.awaitIdle(children);
            add("1 ms until all are ready", (clock.nanoTime() - begin) / 1e6);
            List<ProcessHandle> family = java.util.stream.Stream.of(ProcessHandle.current())
                    .flatMap(ProcessHandle::children)
                    .filter(child -> child.info().command().orElse("").endsWith("java"))
                    .toList();
            for (ProcessHandle child : family) {
                add(
                        "2 ms processor time per child",
                        child.info().totalCpuDuration().orElseThrow().toNanos() / 1e6);
                memory(child, "3 idle: ");
            }
            for (int i = 0; i < TASKS * children / 50; i++) {
                List<Long> slots = new ArrayList<>();
                for (int j = 0; j < 50; j++) {
                    slots.add(probe.submit("tasks.noop"));
                }
                slots.forEach(slot -> {
                    if (!(probe.outcome(slot) instanceof Outcome.Succeeded)) {
                        throw new IllegalStateException(probe.outcome(slot).toString());
                    }
                });
            }
            for (ProcessHandle child : family) {
                memory(child, "4 after tasks: ");
            }
        }
    }

    private void memory(ProcessHandle child, String when) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + child.pid() + "/smaps_rollup"))) {
            String[] words = line.split("\\s+");
            if (words[0].equals("Rss:") || words[0].equals("Pss:")) {
                add(when + words[0] + " MiB", Long.parseLong(words[1]) / 1024.0);
            }
        }
    }

    private void add(String what, double value) {
        measured.computeIfAbsent(what, name -> new ArrayList<>()).add(value);
    }
}
