package dev.lovage.examples.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process holds of the machine, as Linux tells it.
 *
 * @param threads how many there are of each name, numbers in it left out; without those that the virtual machine has more or
 *     fewer of as it sees fit, and the one that the JDK makes at the first time-out of a future
 */
record Footprint(SortedMap<String, Integer> threads, int files, int children) {

    private static final Pattern JAVAS_OWN = Pattern.compile("C# Compiler.*|GC Thread.*|G# .*|VM .*|CompletableFutu.*");

    /** A child costs its parent one of each: who reads what it prints, and who waits for its end. */
    private static final Set<String> THREADS_OF_A_CHILD = Set.of("lovage-pool-out", "process reaper");

    /** Its channel, its output, and the pipe for errors that the JDK keeps beside that. Its input is closed. */
    private static final int FILES_OF_A_CHILD = 3;

    static Footprint of(long pid) {
        return new Footprint(
                threads(Path.of("/proc", String.valueOf(pid), "task")),
                count(Path.of("/proc", String.valueOf(pid), "fd")),
                (int) ProcessHandle.of(pid)
                        .map(ProcessHandle::children)
                        .orElseGet(Stream::empty)
                        .count());
    }

    /** Whether this holds no more than another would with as many children. */
    boolean within(Footprint other) {
        int more = children - other.children;
        return files <= other.files + more * FILES_OF_A_CHILD
                && threads.entrySet().stream().allMatch(each -> {
                    String name = each.getKey();
                    int expected = other.threads.getOrDefault(name, 0);
                    return each.getValue() <= (THREADS_OF_A_CHILD.contains(name) ? expected + more : expected);
                });
    }

    private static SortedMap<String, Integer> threads(Path tasks) {
        try (Stream<Path> each = Files.list(tasks)) {
            SortedMap<String, Integer> counts = new TreeMap<>();
            each.map(Footprint::threadName)
                    .filter(name -> !name.isEmpty() && !JAVAS_OWN.matcher(name).matches())
                    .forEach(name -> counts.merge(name, 1, Integer::sum));
            return counts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first 15 characters of it; empty when it ended meanwhile. */
    private static String threadName(Path task) {
        try {
            return Files.readString(task.resolve("comm"), StandardCharsets.UTF_8)
                    .strip()
                    .replaceAll("\\d+", "#");
        } catch (IOException e) {
            return "";
        }
    }

    /** The processes whose environment holds this text; those of other users are passed over. */
    static List<Long> processesWith(String text) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> environment(process).contains(text))
                    .map(process -> Long.valueOf(process.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String environment(Path process) {
        try {
            return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // It ended meanwhile, or is somebody else's.
        }
    }

    private static int count(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return (int) entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
