package dev.lovage.jdbc;

import dev.lovage.messaging.Clock;
import dev.lovage.messaging.virtual.Claim;
import dev.lovage.messaging.virtual.Push;
import dev.lovage.messaging.virtual.QueueStore;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A JVM of its own that uses a store: what the tests kill, and run several of. */
final class OtherProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    private OtherProcess(Process process) {
        this.process = process;
        output = process.inputReader(StandardCharsets.UTF_8);
    }

    static OtherProcess start(String what, Path file) throws IOException {
        return new OtherProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        what,
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The next line it prints; empty when it has ended. */
    String line() throws IOException {
        String line = output.readLine();
        return line == null ? "" : line;
    }

    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    long pid() {
        return process.pid();
    }

    /** Kills it, as {@code kill -9} does; what it had printed by then and nobody has read yet. */
    List<String> kill() throws IOException {
        // The handle's way: the process's own closes what is still to be read.
        process.toHandle().destroyForcibly();
        List<String> rest = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            rest.add(line);
        }
        return rest;
    }

    /** As {@code kill -9} does. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("results")) {
            results(Path.of(arguments[1]));
            return;
        }
        try (QueueStore store = Stores.open(Path.of(arguments[1]), Map.of("visibility_timeout", 5))) {
            switch (arguments[0]) {
                case "hold" -> hold(store);
                case "drain" -> drain(store);
                case "wait" -> await(store);
                case "echo" -> echo(store);
                case "fill" -> fill(store);
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }

    /** Stores a result for each task id it is told, and prints when that was done. */
    private static void results(Path file) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (ResultBackend backend = Stores.openResults(file)) {
            backend.connect(Duration.ofSeconds(4));
            System.out.println("ready");
            for (String id = input.readLine(); id != null; id = input.readLine()) {
                byte[] value = ("\"" + id + "\"").getBytes(StandardCharsets.UTF_8);
                backend.store(TaskResult.of(id, TaskState.SUCCESS, value), "")
                        .toCompletableFuture()
                        .get();
                System.out.println(Clock.system().nanoTime());
            }
        }
    }

    /** Claims two and sits on them. */
    private static void hold(QueueStore store) throws IOException {
        System.out.println(Stores.bodies(store.claim(List.of("q"), 2)));
        System.in.read();
    }

    /** Waits for messages for ever, as an idle worker does. */
    private static void await(QueueStore store) throws InterruptedException {
        store.connect(Duration.ofSeconds(4));
        System.out.println("ready");
        while (true) {
            store.await(List.of("q"), Duration.ofSeconds(1));
        }
    }

    /** Prints when each message was seen, claimed: its body, and the machine's monotonic time. */
    private static void echo(QueueStore store) throws InterruptedException {
        store.connect(Duration.ofSeconds(4));
        System.out.println("ready");
        while (true) {
            store.await(List.of("q"), Duration.ofSeconds(1));
            List<Claim> claims = store.claim(List.of("q"), 10);
            long now = Clock.system().nanoTime();
            claims.forEach(claim -> System.out.println(Stores.body(claim) + " " + now));
            store.settle(claims);
        }
    }

    /** Claims, prints and settles until nothing is left. */
    private static void drain(QueueStore store) throws IOException {
        System.out.println("ready");
        System.in.read();
        List<Claim> claims = store.claim(List.of("q"), 7);
        while (!claims.isEmpty()) {
            System.out.println(String.join(" ", Stores.bodies(claims)));
            store.settle(claims);
            claims = store.claim(List.of("q"), 7);
        }
    }

    /** Sends one by one, and prints each once it is confirmed. */
    private static void fill(QueueStore store) {
        AtomicInteger next = new AtomicInteger();
        while (true) {
            int n = next.getAndIncrement();
            store.push(List.of(new Push("q", 0, Stores.envelope("m" + n))));
            System.out.println("m" + n);
            System.out.flush();
        }
    }
}
