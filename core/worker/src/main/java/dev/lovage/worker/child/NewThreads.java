package dev.lovage.worker.child;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.regex.Pattern;

/** Finds the threads that came to be since the last look. Virtual threads are not seen. */
final class NewThreads {

    /** Threads of the JDK and of Lovage that are kept for all who come. */
    private static final Pattern KEPT = Pattern.compile(
            "(lovage-|HttpClient-\\d|Keep-Alive-|CompletableFutureDelayScheduler|ForkJoinPool\\.commonPool-).*");

    private static final String REAPER = "process reaper";

    private final ThreadGroup system = system(Thread.currentThread().getThreadGroup());
    private long looked = nextId();
    private boolean reaperSeen = true;

    /** Those that run now and did not exist at the last look. Cheap when no thread was made at all. */
    List<Leftovers.Suspect> look() {
        long now = nextId();
        long before = looked;
        looked = now;
        if (now == before + 1) {
            return List.of();
        }
        List<Leftovers.Suspect> found = new ArrayList<>(0);
        for (Thread thread : all()) {
            reaperSeen |= thread.getName().startsWith(REAPER);
            if (id(thread) > before && !isKept(thread)) {
                found.add(new Found(thread));
            }
        }
        return found;
    }

    /** Whether a process that was started here may run: the JDK has a thread that waits for each. */
    boolean mayHaveProcesses() {
        if (reaperSeen) {
            reaperSeen = all().stream().anyMatch(thread -> thread.getName().startsWith(REAPER));
        }
        return reaperSeen;
    }

    private record Found(Thread thread) implements Leftovers.Suspect {

        @Override
        public boolean lives() {
            return thread.isAlive();
        }

        @Override
        public String kind() {
            return "thread";
        }

        @Override
        public String name() {
            return thread.getName();
        }
    }

    private List<Thread> all() {
        Thread[] threads = new Thread[system.activeCount() + 16];
        int count = system.enumerate(threads);
        List<Thread> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(threads[i]);
        }
        return all;
    }

    private boolean isKept(Thread thread) {
        return thread.getThreadGroup() == system
                || thread.getThreadGroup() == null
                || KEPT.matcher(thread.getName()).matches()
                || (thread instanceof ForkJoinWorkerThread worker && worker.getPool() == ForkJoinPool.commonPool())
                || thread.getClass().getName().startsWith("jdk.internal.");
    }

    /** Ids are given in a row: one that follows on the last says that no thread was made in between. */
    private static long nextId() {
        return id(new Thread(null, null, "", 0, false));
    }

    @SuppressWarnings("deprecation") // Its successor is of Java 19.
    private static long id(Thread thread) {
        return thread.getId();
    }

    private static ThreadGroup system(ThreadGroup group) {
        ThreadGroup top = group;
        while (top.getParent() != null) {
            top = top.getParent();
        }
        return top;
    }
}
