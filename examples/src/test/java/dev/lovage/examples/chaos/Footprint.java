package dev.lovage.examples.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a process holds of the machine, as Linux tells it. */
record Footprint(int threads, int files, int children) {

    static Footprint of(long pid) {
        return new Footprint(
                count(Path.of("/proc", String.valueOf(pid), "task")),
                count(Path.of("/proc", String.valueOf(pid), "fd")),
                (int) ProcessHandle.of(pid)
                        .map(ProcessHandle::children)
                        .orElseGet(Stream::empty)
                        .count());
    }

    /** Whether this holds no more than another. */
    boolean within(Footprint other) {
        return threads <= other.threads && files <= other.files && children <= other.children;
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
