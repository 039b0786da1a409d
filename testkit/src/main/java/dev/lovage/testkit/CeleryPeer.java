package dev.lovage.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Real Celery, as a worker and as a client, with the tasks of {@code celery_peer.py}. */
public final class CeleryPeer implements AutoCloseable {

    private final Path folder = ServerProcess.temporaryFolder("celery");
    private final Map<String, String> environment = new HashMap<>();
    private final List<ServerProcess> workers = new ArrayList<>();

    /** A peer on a broker and a result backend, in Celery's URLs. */
    public CeleryPeer(String broker, String backend) {
        environment.put("PEER_BROKER", broker);
        environment.put("PEER_BACKEND", backend);
        environment.put("PEER_LEDGER", folder.toString());
        environment.put("PYTHONPATH", folder.toString());
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
        try (InputStream source = CeleryPeer.class.getResourceAsStream("celery_peer.py")) {
            Files.write(
                    folder.resolve("celery_peer.py"),
                    java.util.Objects.requireNonNull(source).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets a variable that {@code celery_peer.py} reads, such as {@code PEER_PREFETCH}. */
    public CeleryPeer with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Starts a Celery worker and waits until it consumes. */
    public ServerProcess startWorker(int concurrency, String pool) {
        return startWorker(concurrency, pool, "INFO");
    }

    /** Starts a Celery worker that logs from this level on, and waits until it says so, which it does at INFO only. */
    public ServerProcess startWorker(int concurrency, String pool, String level) {
        Path python = python();
        Path home = ServerProcess.temporaryFolder("celery-worker");
        Path log = home.resolve("celery.log");
        ServerProcess worker = new ServerProcess(
                "celery",
                home,
                List.of(
                        python.toString(),
                        "-m",
                        "celery",
                        "-A",
                        "celery_peer",
                        "worker",
                        "-l",
                        level,
                        "-c",
                        String.valueOf(concurrency),
                        "-P",
                        pool,
                        "-n",
                        "python-" + workers.size() + "@%h",
                        "--without-gossip",
                        "--without-mingle"),
                environment,
                () -> !level.equals("INFO") || contains(log, " ready."));
        workers.add(worker);
        worker.start();
        return worker;
    }

    /** Runs {@code celery_peer.py} with these arguments; its standard output. Fails when it fails. */
    public String run(Duration patience, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(python().toString(), folder.resolve("celery_peer.py").toString()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("client.out");
        Path errors = folder.resolve("client.err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().putAll(environment);
            Process process = builder.redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("The Celery client does not end: " + Files.readString(errors));
            }
            if (process.exitValue() != 0) {
                throw new AssertionError("The Celery client failed: " + Files.readString(errors));
            }
            return Files.readString(output, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What its workers noted, one line an execution. */
    public List<String> ledger() {
        List<String> lines = new ArrayList<>();
        try (var files = Files.newDirectoryStream(folder, "python-*")) {
            for (Path file : files) {
                lines.addAll(Files.readAllLines(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    /** The Python that has Celery; fails, or skips, where there is none. */
    public static Path python() {
        ServerProcess.require("/usr/bin/celery");
        return ServerProcess.require("/usr/bin/python3");
    }

    @Override
    public void close() {
        workers.forEach(ServerProcess::close);
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.exists(file) && Files.readString(file).contains(text);
        } catch (IOException e) {
            return false;
        }
    }
}
