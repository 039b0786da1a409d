package dev.lovage.jdbc;

import dev.lovage.testkit.CeleryPeer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Real kombu and Celery on a SQLite file. */
final class SqlPeer {

    private final Path file;
    private final Path script;

    SqlPeer(Path file) {
        this.file = file;
        this.script = file.resolveSibling("sql_peer.py");
        try (InputStream source = SqlPeer.class.getResourceAsStream("sql_peer.py")) {
            Files.write(script, Objects.requireNonNull(source).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command to its end; the lines it printed. */
    List<String> run(String command, String... arguments) throws Exception {
        Process process = start(command, arguments);
        try {
            List<String> lines =
                    process.inputReader(StandardCharsets.UTF_8).lines().toList();
            if (process.waitFor() != 0) {
                throw new AssertionError("sql_peer.py " + command + " failed: see the test's error output");
            }
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    Process start(String command, String... arguments) throws IOException {
        List<String> line =
                new ArrayList<>(List.of(CeleryPeer.python().toString(), script.toString(), command, file.toString()));
        line.addAll(List.of(arguments));
        return new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
