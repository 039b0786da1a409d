package dev.lovage.cli;

import dev.lovage.cli.DemoPlan.Kind;
import dev.lovage.cli.DemoPlan.Planned;
import dev.lovage.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** Shows it all at work: a broker, a worker with two children, a thousand tasks, every result checked. */
@Command(
        name = "demo",
        description = "See it work: 1,000 tasks of several kinds, no server needed. Leaves nothing behind.")
final class DemoCommand implements Callable<Integer> {

    private static final int CALLS = 1000;

    private final Session session;

    DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("lovage-demo-").toRealPath();
        Thread cleaner = new Thread(() -> remove(folder));
        Runtime.getRuntime().addShutdownHook(cleaner);
        try {
            return show(folder);
        } finally {
            remove(folder);
            Runtime.getRuntime().removeShutdownHook(cleaner);
        }
    }

    private int show(Path folder) throws IOException, InterruptedException {
        Path source = folder.resolve("Demo.java");
        copySource(source);
        Settings settings = Settings.loader()
                .folder(folder)
                .environment(Map.of())
                .systemProperties(new java.util.Properties())
                .load();
        session.say("A worker with " + DemoWorker.children() + " child JVMs runs the tasks of Demo.java, on SQLite, in " + folder);
        try (Links links = new Links(settings);
                DemoWorker worker = DemoWorker.start(folder, source)) {
            Thread killer = new Thread(worker::close);
            Runtime.getRuntime().addShutdownHook(killer);
            try {
                DemoRun run = new DemoRun(session, links, worker, DemoPlan.of(CALLS));
                DemoRun.Tally tally = run.toTheEnd();
                int exit = worker.stop();
                return report(tally, exit, worker);
            } finally {
                Runtime.getRuntime().removeShutdownHook(killer);
            }
        }
    }

    private int report(DemoRun.Tally tally, int workerExit, DemoWorker worker) {
        Terminal terminal = session.terminal();
        Map<Kind, Integer> right = new EnumMap<>(Kind.class);
        Map<Kind, Integer> all = new EnumMap<>(Kind.class);
        tally.verdicts().forEach(verdict -> {
            all.merge(verdict.planned().kind(), 1, Integer::sum);
            right.merge(verdict.planned().kind(), verdict.right() ? 1 : 0, Integer::sum);
        });
        all.forEach((kind, count) -> terminal.data(String.format(
                Locale.ROOT, "  %4d of %-4d %-8s %s", right.get(kind), count, kind.label(), kind.story())));
        terminal.data(String.format(
                Locale.ROOT,
                "Sent in %.1f s, done in %.1f s after the worker was up: %,d tasks a second through %d child JVMs.",
                tally.sending().toMillis() / 1000.0,
                tally.running().toMillis() / 1000.0,
                Math.round(tally.runs() / Math.max(0.001, tally.running().toMillis() / 1000.0)),
                DemoWorker.children()));
        List<DemoRun.Verdict> wrong =
                tally.verdicts().stream().filter(verdict -> !verdict.right()).toList();
        wrong.stream().limit(10).forEach(verdict -> terminal.say("  wrong: " + verdict));
        if (!wrong.isEmpty() || workerExit != 0) {
            terminal.say("The worker ended with " + workerExit + "; its last words:");
            worker.lastWords(20).forEach(line -> terminal.say("  " + line));
        }
        tryNext();
        terminal.data("demo: " + (CALLS - wrong.size()) + " of " + CALLS + " tasks as expected");
        return wrong.isEmpty() && workerExit == 0 ? Exit.OK : Exit.FAILURE;
    }

    private void tryNext() {
        session.terminal().data("Try next:");
        session.terminal().data("  lovage -A Tasks.java worker            run a source file of your own");
        session.terminal().data("  lovage call tasks.add 2 2 --wait       call one of its tasks, from another terminal");
        session.terminal().data("  lovage -b redis://localhost status     the same on Redis or RabbitMQ (amqp://)");
    }

    private static void copySource(Path target) throws IOException {
        try (InputStream source = DemoCommand.class.getResourceAsStream("Demo.java")) {
            if (source == null) {
                throw new IOException("Demo.java is missing from this program");
            }
            Files.copy(source, target);
        }
    }

    private static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The demo's folder " + folder + " can't be removed", e);
        }
    }
}
