package dev.lovage.worker.child;

import dev.lovage.messaging.Clock;
import dev.lovage.worker.ChildOptions;
import dev.lovage.worker.channel.TaskLabel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sees what a task leaves behind in its process: threads, processes, and changes to what all tasks share, which are undone. Costs
 * about a microsecond for a task that leaves nothing. Belongs to the thread that runs the tasks.
 *
 * <p>A thread or process gets a moment to end by itself. Where only a report is wanted, nothing waits for that moment: it passes
 * while the child is idle or runs the next task.
 */
final class Leftovers {

    /** What ends within this time is not left behind. */
    static final Duration GRACE = Duration.ofMillis(50);

    private static final Duration STEP = Duration.ofMillis(2);
    private static final int NAMED = 3;

    private final ChildOptions.Leftovers wish;
    private final Clock clock;
    private final BiConsumer<TaskLabel, String> report;
    private final NewThreads threads = new NewThreads();
    private final NewProcesses processes = new NewProcesses();
    private final SharedState state = new SharedState();
    private List<Trace> traces = List.of();

    /** Something that a task began and that had not ended when the task had. */
    interface Suspect {

        /** Whether it still has not ended. */
        boolean lives();

        /** Such as {@code thread}. */
        String kind();

        String name();
    }

    /** A suspect, whose it is, and since when it is one. */
    private record Trace(TaskLabel task, Suspect suspect, long since) {}

    /**
     * Looks from now on: what is there already belongs to the application.
     *
     * @param report hears of a task, and what it left
     */
    Leftovers(ChildOptions.Leftovers wish, Clock clock, BiConsumer<TaskLabel, String> report) {
        this.wish = wish;
        this.clock = clock;
        this.report = report;
    }

    /**
     * Looks, after a task.
     *
     * @param task its label, for the report
     * @return whether the process should run no further task
     */
    boolean after(TaskLabel task) {
        if (wish == ChildOptions.Leftovers.IGNORE) {
            return false;
        }
        boolean found = false;
        List<String> changed = state.restore();
        if (!changed.isEmpty()) {
            found = true;
            report.accept(task, "changed, now put back: " + String.join("; ", changed));
        }
        if (isPending()) {
            settle();
        }
        List<Suspect> begun = threads.look();
        if (threads.mayHaveProcesses()) {
            begun = Stream.concat(begun.stream(), processes.look().stream()).toList();
        }
        if (!begun.isEmpty()) {
            long now = clock.nanoTime();
            traces = Stream.concat(traces.stream(), begun.stream().map(suspect -> new Trace(task, suspect, now)))
                    .toList();
        }
        if (wish == ChildOptions.Leftovers.RECYCLE && isPending()) {
            awaitEnds();
            found |= settle();
        }
        return found && wish == ChildOptions.Leftovers.RECYCLE;
    }

    /** Whether there is something that has not been told yet, and won't be if it ends within the grace. */
    boolean isPending() {
        return !traces.isEmpty();
    }

    /** Tells what has not ended by itself within the grace; says whether there was anything. */
    boolean settle() {
        long now = clock.nanoTime();
        Map<TaskLabel, List<Suspect>> left = new LinkedHashMap<>();
        List<Trace> young = new ArrayList<>();
        for (Trace trace : traces) {
            if (trace.suspect().lives()) {
                if (now - trace.since() < GRACE.toNanos()) {
                    young.add(trace);
                } else {
                    left.computeIfAbsent(trace.task(), task -> new ArrayList<>())
                            .add(trace.suspect());
                }
            }
        }
        traces = young;
        left.forEach((task, suspects) -> report.accept(task, told(suspects)));
        return !left.isEmpty();
    }

    private static String told(List<Suspect> left) {
        return left.stream()
                .collect(Collectors.groupingBy(Suspect::kind, TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(entry -> told(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static String told(String kind, List<Suspect> left) {
        String names = left.stream().limit(NAMED).map(Suspect::name).collect(Collectors.joining(", "));
        String plural = kind.endsWith("s") ? kind + "es" : kind + "s";
        return left.size() + " " + (left.size() == 1 ? kind : plural) + ": " + names
                + (left.size() > NAMED ? ", …" : "");
    }

    private void awaitEnds() {
        while (traces.stream()
                .anyMatch(trace -> trace.suspect().lives() && clock.nanoTime() - trace.since() < GRACE.toNanos())) {
            try {
                clock.sleep(STEP);
            } catch (InterruptedException late) {
                // It was meant for the task, which has ended: the grace is for what that began.
                continue;
            }
        }
    }
}
