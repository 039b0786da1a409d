package dev.lovage.cli;

import dev.lovage.messaging.LovageException;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Starts this program once more, in a session of its own without a terminal, and waits until that one is ready. What it says until
 * then is shown here. It tells that it is ready by giving up its output; see {@link #ready}.
 */
final class Detachment {

    /** The option that tells a process that it is the detached one. */
    static final String MARK = "--detached";

    private final Terminal terminal;
    private final Path folder;

    /** Starts processes in this folder. */
    Detachment(Terminal terminal, Path folder) {
        this.terminal = terminal;
        this.folder = folder;
    }

    /**
     * Starts it and returns when it is ready.
     *
     * @param args the whole command line of this process
     * @return 0, or the exit code of a worker that did not come up
     */
    int start(List<String> args, Optional<String> umask) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command(args, umask))
                    .directory(folder.toFile())
                    .redirectInput(new File("/dev/null"))
                    .start();
            Thread talk = new Thread(() -> relay(process.getErrorStream()), "lovage-detached");
            talk.setDaemon(true);
            talk.start();
            String word = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            talk.join();
            if (word.isEmpty()) {
                return Math.max(1, process.waitFor());
            }
            terminal.say("In the background: " + word);
            return Exit.OK;
        } catch (IOException e) {
            throw new LovageException("The worker could not be started in the background: " + e.getMessage(), e);
        }
    }

    /** Tells the waiting process that this one, which it has detached, is ready; stdout and stderr lead nowhere from then on. */
    static void ready(String word) {
        // Java closes these by leading them to /dev/null, so no file that is opened later can be taken for them.
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out);
                FileOutputStream err = new FileOutputStream(FileDescriptor.err)) {
            out.write((word + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
            err.flush();
        } catch (IOException e) {
            throw new LovageException("The output could not be given up: " + e.getMessage(), e);
        }
    }

    private static List<String> command(List<String> args, Optional<String> umask) {
        List<String> command = new ArrayList<>();
        umask.ifPresent(mask -> command.addAll(List.of("/bin/sh", "-c", "umask " + mask + "; exec \"$@\"", "sh")));
        command.add(setsid());
        command.addAll(OwnJvm.same());
        command.addAll(args);
        command.add(MARK);
        return command;
    }

    private static String setsid() {
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "setsid"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(
                        () -> new LovageException("--detach needs the program setsid, of util-linux, which is not here."
                                + " Use a service manager (systemd, launchd), or `nohup lovage … worker &`"));
    }

    private void relay(InputStream talk) {
        try (talk) {
            byte[] buffer = new byte[4096];
            for (int count = talk.read(buffer); count >= 0; count = talk.read(buffer)) {
                terminal.err().print(new String(buffer, 0, count, StandardCharsets.UTF_8));
                terminal.err().flush();
            }
        } catch (IOException e) {
            terminal.say("(What the worker says can't be read: " + e.getMessage() + ")");
        }
    }
}
