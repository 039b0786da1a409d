package dev.lovage.worker.reload;

import dev.lovage.messaging.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hints from the operating system: inotify, on Linux. Belongs to one thread; any thread may close it. */
final class KernelHints implements Hints {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker.reload");

    private final WatchService service;
    private final Places places;
    private final Clock clock;
    private final Map<WatchKey, Folder> keys = new HashMap<>();
    /** Those whose files matter. Of another folder, only the places that are in it do. */
    private Set<Path> inside = Set.of();

    private boolean told;

    /**
     * Hints about these places.
     *
     * @throws IOException when the system has none to give, such as for a limit on watches
     */
    KernelHints(Places places, Clock clock) throws IOException {
        this.places = places;
        this.clock = clock;
        this.service = FileSystems.getDefault().newWatchService();
        try {
            for (Folder folder : around()) {
                register(folder);
            }
        } catch (IOException e) {
            service.close();
            throw e;
        }
    }

    @Override
    public void watch(Snapshot snapshot) {
        inside = snapshot.folders().stream().map(Folder::path).collect(Collectors.toUnmodifiableSet());
        Set<Folder> wanted = new HashSet<>(snapshot.folders());
        wanted.addAll(around());
        keys.forEach((key, folder) -> {
            if (!wanted.contains(folder)) {
                key.cancel();
            }
        });
        keys.keySet().removeIf(key -> !key.isValid());
        wanted.removeAll(keys.values());
        wanted.forEach(this::tryToRegister);
    }

    private void tryToRegister(Folder folder) {
        try {
            register(folder);
        } catch (IOException e) {
            // The regular look at all files sees to it. One that is gone meanwhile needs no watch.
            if (!told && Files.isDirectory(folder.path())) {
                told = true;
                LOG.warn("The system gives no hints about {} ({}); changes there are noticed later", folder.path(), e);
            }
        }
    }

    private void register(Folder folder) throws IOException {
        WatchKey key = folder.path()
                .register(
                        service,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
        keys.put(key, folder);
    }

    /** The folders that the places are in; where one is gone too, the nearest that is there. */
    private Set<Folder> around() {
        Set<Folder> around = new HashSet<>();
        for (Path root : places.roots()) {
            Path parent = root.getParent();
            while (parent != null && !add(parent, around)) {
                parent = parent.getParent();
            }
        }
        return around;
    }

    private static boolean add(Path path, Set<Folder> folders) {
        try {
            if (!Files.isDirectory(path)) {
                return false;
            }
            folders.add(Folder.of(path));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public boolean await(Duration atMost) throws InterruptedException {
        long end = clock.nanoTime() + atMost.toNanos();
        try {
            for (long left = atMost.toNanos(); left > 0; left = end - clock.nanoTime()) {
                if (anyMatters(service.poll(left, TimeUnit.NANOSECONDS))) {
                    return true;
                }
            }
            return false;
        } catch (ClosedWatchServiceException e) {
            throw new InterruptedException("closed");
        }
    }

    /** Takes all that there is by now. */
    private boolean anyMatters(@Nullable WatchKey first) {
        boolean matters = false;
        for (WatchKey key = first; key != null; key = service.poll()) {
            matters |= matters(key);
        }
        return matters;
    }

    private boolean matters(WatchKey key) {
        Folder folder = keys.get(key);
        boolean matters = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            // Without a name it says that there was too much to tell.
            matters |= folder == null || !(event.context() instanceof Path name) || matters(folder.path(), name);
        }
        if (!key.reset()) {
            matters |= keys.remove(key) != null;
        }
        return matters;
    }

    private boolean matters(Path folder, Path name) {
        Path path = folder.resolve(name);
        return (inside.contains(folder) && places.count(path))
                || places.roots().stream().anyMatch(root -> root.startsWith(path));
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
