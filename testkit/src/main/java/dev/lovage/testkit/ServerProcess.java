package dev.lovage.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A server that a test starts as a process of its own, on a free port and in a temporary folder, so that it can kill it.
 *
 * <p>It ends with the JVM at the latest. Not thread-safe.
 */
public final class ServerProcess implements AutoCloseable {

    private final String name;
    private final Path folder;
    private final List<String> command;
    private final Map<String, String> environment;
    private final BooleanSupplier ready;
    private final Thread lastResort = new Thread(this::destroyTree);
    private @Nullable Process process;

    /**
     * Describes a server; {@link #start} starts it.
     *
     * @param folder where it runs and where its log goes, {@code <name>.log}; deleted by {@link #close}
     * @param ready whether it answers now; asked until it does
     */
    public ServerProcess(
            String name, Path folder, List<String> command, Map<String, String> environment, BooleanSupplier ready) {
        this.name = name;
        this.folder = folder;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.ready = ready;
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /**
     * The path of a program the test needs. Without it the test fails where {@code CI=true}, and is skipped with a reason
     * elsewhere.
     */
    public static Path require(String... candidates) {
        for (String candidate : candidates) {
            for (String place : (candidate.startsWith("/") ? "" : System.getenv("PATH") + ":/usr/sbin:/usr/local/sbin")
                    .split(":")) {
                Path path = Path.of(place.isEmpty() ? candidate : place + "/" + candidate);
                if (Files.isExecutable(path)) {
                    return path;
                }
            }
        }
        String missing = "This test needs " + String.join(" or ", candidates) + "; script/test installs it";
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(missing);
        }
        Assumptions.abort(missing);
        throw new AssertionError();
    }

    /** A port of the loopback address that was free a moment ago. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether something accepts connections on a port of the loopback address. */
    public static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A new folder for a server's files; it goes with the JVM at the latest. */
    public static Path temporaryFolder(String name) {
        try {
            Path folder = Files.createTempDirectory("lovage-" + name + "-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it and waits until it is ready. */
    public void start() {
        Process started;
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().putAll(environment);
            builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            started = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = started;
        Eventually.until(Duration.ofSeconds(90), name + " is ready", () -> {
            if (!started.isAlive()) {
                throw new AssertionError(name + " ended with " + started.exitValue() + ":\n" + logText());
            }
            return ready.getAsBoolean();
        });
    }

    /** Kills it as {@code kill -9} does, with all it started. */
    public void kill() {
        destroyTree();
        awaitEnd();
    }

    /** Asks it to end, as {@code kill} does, and waits until it has. */
    public void stop() {
        if (process != null && process.isAlive()) {
            process.destroy();
            awaitEnd();
        }
    }

    /** Its process id. */
    public long pid() {
        if (process == null) {
            throw new IllegalStateException(name + " has not been started");
        }
        return process.pid();
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The file that its output goes to. */
    public Path log() {
        return folder.resolve(name + ".log");
    }

    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException e) {
            return; // The JVM is ending: the hook itself runs.
        }
        remove(folder);
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            return; // It is gone already, or a file vanished while it was walked.
        }
    }

    private String logText() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    private void destroyTree() {
        Process running = process;
        if (running != null) {
            List<ProcessHandle> family = running.descendants().toList();
            running.destroyForcibly();
            family.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private void awaitEnd() {
        try {
            if (process != null && !process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError(name + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
