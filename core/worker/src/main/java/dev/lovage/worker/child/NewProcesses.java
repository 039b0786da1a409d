package dev.lovage.worker.child;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the processes that this one has started since the last look and that still run. */
final class NewProcesses {

    private static final Path TASKS = Path.of("/proc/self/task");

    private final Set<Long> known = new HashSet<>();

    /** Those that were not there at the last look. Takes tens of microseconds. */
    List<Leftovers.Suspect> look() {
        Set<Long> now = children();
        List<Leftovers.Suspect> found = new ArrayList<>();
        for (Long pid : now) {
            if (!known.contains(pid)) {
                ProcessHandle.of(pid).ifPresent(handle -> found.add(new Found(handle)));
            }
        }
        known.clear();
        known.addAll(now);
        return found;
    }

    private record Found(ProcessHandle handle) implements Leftovers.Suspect {

        @Override
        public boolean lives() {
            return handle.isAlive();
        }

        @Override
        public String kind() {
            return "process";
        }

        @Override
        public String name() {
            return handle.pid()
                    + handle.info().command().map(command -> " " + command).orElse("");
        }
    }

    private static Set<Long> children() {
        Set<Long> children = new HashSet<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(TASKS)) {
            for (Path thread : threads) {
                for (String pid : Files.readString(thread.resolve("children")).split(" ", -1)) {
                    if (!pid.isEmpty()) {
                        children.add(Long.valueOf(pid));
                    }
                }
            }
            return children;
        } catch (IOException e) {
            // Another system than Linux, a kernel without these files, or a thread that ended meanwhile: the long way.
            return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
        }
    }
}
