package dev.lovage.redis;

import dev.lovage.testkit.CeleryPeer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Runs one command of {@code kombu_peer.py} with real kombu. */
final class KombuPeer {

    private KombuPeer() {}

    /** Runs it to its end; answers what it printed. */
    static String run(String url, String command, String json) {
        Process python = start(url, command, json);
        try {
            String printed =
                    new String(python.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!python.waitFor(30, TimeUnit.SECONDS) || python.exitValue() != 0) {
                throw new AssertionError("kombu_peer.py " + command + " failed: " + printed);
            }
            return printed.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static Process start(String url, String command, String json) {
        try {
            Path script = Files.createTempFile("kombu_peer", ".py");
            script.toFile().deleteOnExit();
            try (InputStream source = KombuPeer.class.getResourceAsStream("kombu_peer.py")) {
                Files.write(script, Objects.requireNonNull(source).readAllBytes());
            }
            return new ProcessBuilder(CeleryPeer.python().toString(), script.toString(), command, url, json)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
