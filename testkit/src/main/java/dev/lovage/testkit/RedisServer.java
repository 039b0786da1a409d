package dev.lovage.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Redis server of the test's own, on a free port, that keeps its data over a kill (append-only file, synced at every write).
 *
 * <p>Not thread-safe.
 */
public final class RedisServer implements AutoCloseable {

    private final int port;
    private final Optional<String> password;
    private final ServerProcess process;

    private RedisServer(int port, Optional<String> password, ServerProcess process) {
        this.port = port;
        this.password = password;
        this.process = process;
    }

    /** Starts a server with these further arguments of {@code redis-server}, such as {@code --maxmemory 2mb}. */
    public static RedisServer start(String... arguments) {
        String program = ServerProcess.require("redis-server").toString();
        int port = ServerProcess.freePort();
        Path folder = ServerProcess.temporaryFolder("redis");
        List<String> command =
                new ArrayList<>(List.of(program, "--port", Integer.toString(port), "--bind", "127.0.0.1"));
        command.addAll(List.of("--dir", folder.toString(), "--save", "", "--appendonly", "yes"));
        command.addAll(List.of("--appendfsync", "always"));
        List<String> further = List.of(arguments);
        command.addAll(further);
        int at = further.indexOf("--requirepass");
        Optional<String> password = at < 0 ? Optional.empty() : Optional.of(further.get(at + 1));
        ServerProcess process = new ServerProcess("redis", folder, command, Map.of(), () -> answers(port, password));
        process.start();
        return new RedisServer(port, password, process);
    }

    public int port() {
        return port;
    }

    /** Its URL, database 0, with the password if it has one. */
    public String url() {
        return "redis://" + password.map(secret -> ":" + secret + "@").orElse("") + "127.0.0.1:" + port + "/0";
    }

    /** The folder that it keeps its data in. */
    public Path folder() {
        return process.folder();
    }

    /** Ends it as {@code kill -9} does. Its data stay. */
    public void kill() {
        process.kill();
    }

    /** Stops it in its tracks: its connections stay, but nothing is answered until {@link #thaw}. */
    public void freeze() {
        signal("-STOP");
    }

    /** Lets it go on after {@link #freeze}. */
    public void thaw() {
        signal("-CONT");
    }

    /** Starts it again after {@link #kill}, on the same port with the same data. */
    public void startAgain() {
        process.start();
    }

    /** Kills it and starts it again with the same data. */
    public void restart() {
        kill();
        startAgain();
    }

    /** Taking it away and bringing it back, for a contract. */
    public Outage outage() {
        return new Outage() {
            @Override
            public void begin() {
                kill();
            }

            @Override
            public void end() {
                startAgain();
            }
        };
    }

    /** Runs one command in database 0 as {@code redis-cli} does; answers what it printed, without the last line break. */
    public String cli(String... command) {
        return run(port, password, List.of(command));
    }

    @Override
    public void close() {
        process.close();
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new AssertionError("kill " + signal + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static boolean answers(int port, Optional<String> password) {
        return ServerProcess.listens(port)
                && run(port, password, List.of("PING")).equals("PONG");
    }

    private static String run(int port, Optional<String> password, List<String> command) {
        List<String> whole = new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(port)));
        password.ifPresent(secret -> whole.addAll(List.of("--no-auth-warning", "-a", secret)));
        whole.addAll(command);
        try {
            Process cli = new ProcessBuilder(whole).redirectErrorStream(true).start();
            cli.getOutputStream().close();
            String printed = new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!cli.waitFor(10, TimeUnit.SECONDS)) {
                cli.destroyForcibly();
                throw new AssertionError("redis-cli does not end");
            }
            return printed.endsWith("\n") ? printed.substring(0, printed.length() - 1) : printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
