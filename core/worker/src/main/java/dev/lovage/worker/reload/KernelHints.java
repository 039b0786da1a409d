package dev.lovage.worker.reload;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Hints from the operating system: inotify, on Linux. Belongs to one thread; any thread may close it. */
final class KernelHints implements Hints {

    private final WatchService service;
    private final List<Path> roots;
    private final Map<WatchKey, Path> keys = new HashMap<>();
    /** Whose files all matter. Of another folder, only the places that are in it do. */
    private Set<Path> inside = Set.of();

    /**
     * Hints about these places.
     *
     * @throws IOException when the system has none to give, such as for a limit on watches
     */
    KernelHints(List<Path> roots) throws IOException {
        this.roots = roots;
        this.service = FileSystems.getDefault().newWatchService();
        try {
            register(Set.of());
        } catch (IOException e) {
            service.close();
            throw e;
        }
    }

    @Override
    public void watch(Snapshot snapshot) {
        try {
            register(snapshot.folders());
        } catch (IOException e) {
            // One folder less is told of; the regular look at all files sees to it.
            inside = snapshot.folders();
        }
    }

    private void register(Set<Path> folders) throws IOException {
        inside = folders;
        Set<Path> wanted = new HashSet<>(folders);
        for (Path root : roots) {
            Path parent = root.getParent();
            if (parent != null && Files.isDirectory(parent)) {
                wanted.add(parent);
            }
        }
        keys.keySet().removeIf(key -> !key.isValid());
        wanted.removeAll(keys.values());
        for (Path folder : wanted) {
            WatchKey key = folder.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            keys.put(key, folder);
        }
    }

    @Override
    public boolean await(Duration atMost) throws InterruptedException {
        try {
            WatchKey key = service.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
            boolean hint = false;
            while (key != null) {
                hint |= matters(key);
                key = service.poll();
            }
            return hint;
        } catch (ClosedWatchServiceException e) {
            throw new InterruptedException("closed");
        }
    }

    private boolean matters(WatchKey key) {
        Path folder = keys.get(key);
        boolean matters = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            matters |= folder == null
                    || inside.contains(folder)
                    || !(event.context() instanceof Path name)
                    || roots.contains(folder.resolve(name));
        }
        if (!key.reset()) {
            keys.remove(key);
            matters = true;
        }
        return matters;
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
