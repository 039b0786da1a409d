package dev.lovage.examples.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Every execution, as the tasks themselves noted it. */
final class Ledger {

    /**
     * One run of one task.
     *
     * @param version of the code that it ran
     * @param ended false when it was cut off
     * @param died whether it meant to be
     */
    record Execution(int number, long pid, long startedAt, int version, boolean ended, boolean died) {}

    private final Map<Integer, List<Execution>> executions = new HashMap<>();

    private Ledger() {}

    /** Reads what all children of a run wrote. A last line that was cut off by a kill is passed over. */
    static Ledger read(Path folder) throws IOException {
        Ledger ledger = new Ledger();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Ledger::ofChild).toList()) {
                ledger.add(Files.readAllLines(file));
            }
        }
        ledger.executions.values().forEach(list -> list.sort(Comparator.comparingLong(Execution::startedAt)));
        return ledger;
    }

    private void add(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String[] words = lines.get(i).split(" ");
            if (words.length == 5 && words[1].equals("start")) {
                int number = Integer.parseInt(words[0]);
                String next = i + 1 < lines.size() ? lines.get(i + 1) : "";
                executions
                        .computeIfAbsent(number, key -> new ArrayList<>())
                        .add(new Execution(
                                number,
                                Long.parseLong(words[2]),
                                Long.parseLong(words[3]),
                                Integer.parseInt(words[4]),
                                next.startsWith(words[0] + " end "),
                                next.startsWith(words[0] + " dies ")));
            }
        }
    }

    private static boolean ofChild(Path file) {
        return file.getFileName().toString().startsWith("child-");
    }

    /** The runs of a task, the earliest first. */
    List<Execution> of(int number) {
        return executions.getOrDefault(number, List.of());
    }

    boolean done(int number) {
        return of(number).stream().anyMatch(Execution::ended);
    }

    /** Whether it began, and ended its process or was ended by its time limit. */
    boolean died(int number) {
        return of(number).stream().anyMatch(Execution::died);
    }

    /** How many tasks ran to their end at least once. */
    long doneCount() {
        return executions.keySet().stream().filter(this::done).count();
    }

    Set<Integer> numbers() {
        return executions.keySet();
    }

    /** In how many processes tasks ran. */
    long processes() {
        return all().map(Execution::pid).distinct().count();
    }

    /** How many versions of the code tasks ran. */
    long versions() {
        return all().map(Execution::version).distinct().count();
    }

    private Stream<Execution> all() {
        return executions.values().stream().flatMap(List::stream);
    }
}
