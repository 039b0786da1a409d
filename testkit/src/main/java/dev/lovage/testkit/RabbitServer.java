package dev.lovage.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A RabbitMQ node of its own: free ports, a temporary folder, and its own port mapper, so that nodes don't meet each
 * other or the system's. It takes about eight seconds to start; start one per test class.
 */
public final class RabbitServer implements AutoCloseable {

    private final Path programs = programs();
    private final int port = ServerProcess.freePort();
    private final int mapperPort = ServerProcess.freePort();
    private final Map<String, String> environment;
    private final ServerProcess mapper;
    private final ServerProcess node;

    private RabbitServer(List<String> configuration) {
        Path folder = ServerProcess.temporaryFolder("rabbitmq");
        environment = prepare(folder, configuration);
        mapper = new ServerProcess(
                "epmd",
                ServerProcess.temporaryFolder("epmd"),
                List.of(
                        ServerProcess.require("epmd", "/usr/bin/epmd").toString(),
                        "-port",
                        String.valueOf(mapperPort),
                        "-address",
                        "127.0.0.1"),
                Map.of(),
                () -> ServerProcess.listens(mapperPort));
        node = new ServerProcess(
                "rabbitmq",
                folder,
                List.of(programs.resolve("rabbitmq-server").toString()),
                environment,
                () -> ServerProcess.listens(port));
    }

    /** Starts one, with these lines of {@code rabbitmq.conf} more. */
    public static RabbitServer start(String... configuration) {
        RabbitServer server = new RabbitServer(List.of(configuration));
        server.mapper.start();
        server.node.start();
        return server;
    }

    /** Its URL, for guest and the virtual host {@code /}. */
    public String url() {
        return "amqp://guest:guest@127.0.0.1:" + port + "//";
    }

    public int port() {
        return port;
    }

    /** Kills it as {@code kill -9} does. */
    public void kill() {
        node.kill();
    }

    /** Starts it again with the data it had. */
    public void restart() {
        node.start();
    }

    /** A quick outage: it cuts all connections and refuses new ones, but keeps running. */
    public Outage outage() {
        return new Outage() {
            @Override
            public void begin() {
                control("suspend_listeners");
                control("close_all_connections", "outage");
            }

            @Override
            public void end() {
                control("resume_listeners");
            }
        };
    }

    /** Runs {@code rabbitmqctl}, which takes half a second; its output. Fails when it fails. */
    public String control(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(programs.resolve("rabbitmqctl").toString());
        command.add("-q");
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile(node.folder(), "ctl", ".out");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("rabbitmqctl " + List.of(arguments) + " does not end");
            }
            String text = Files.readString(output).strip();
            if (process.exitValue() != 0) {
                throw new AssertionError("rabbitmqctl " + List.of(arguments) + " failed:\n" + text);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        node.close();
        mapper.close();
    }

    private Map<String, String> prepare(Path folder, List<String> configuration) {
        try {
            Path cookie = Files.writeString(folder.resolve(".erlang.cookie"), "lovage" + port);
            Files.setPosixFilePermissions(cookie, PosixFilePermissions.fromString("r--------"));
            Files.writeString(folder.resolve("enabled_plugins"), "[].\n");
            Files.writeString(folder.resolve("environment.conf"), "");
            List<String> lines = new ArrayList<>(List.of(
                    "loopback_users = none",
                    "log.console = true",
                    "log.console.level = warning",
                    "log.file = false",
                    "disk_free_limit.absolute = 1MB",
                    "vm_memory_high_watermark.absolute = 1GB"));
            lines.addAll(configuration);
            Files.write(folder.resolve("rabbitmq.conf"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> variables = new HashMap<>();
        variables.put("HOME", folder.toString());
        variables.put("ERL_EPMD_PORT", String.valueOf(mapperPort));
        variables.put("ERL_EPMD_ADDRESS", "127.0.0.1");
        variables.put("RABBITMQ_NODENAME", "lovage-" + port + "@localhost");
        variables.put("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1");
        variables.put("RABBITMQ_NODE_PORT", String.valueOf(port));
        variables.put("RABBITMQ_DIST_PORT", String.valueOf(ServerProcess.freePort()));
        variables.put("RABBITMQ_MNESIA_BASE", folder.resolve("mnesia").toString());
        variables.put("RABBITMQ_LOG_BASE", folder.resolve("log").toString());
        variables.put("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq").toString());
        variables.put(
                "RABBITMQ_ENABLED_PLUGINS_FILE",
                folder.resolve("enabled_plugins").toString());
        variables.put(
                "RABBITMQ_CONF_ENV_FILE", folder.resolve("environment.conf").toString());
        variables.put("RABBITMQ_PID_FILE", folder.resolve("pid").toString());
        // Without a shell script around the node that would have to be killed too.
        variables.put("RUNNING_UNDER_SYSTEMD", "1");
        variables.put(
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+S 2:2 +sbwt none -kernel inet_dist_use_interface {127,0,0,1}");
        return variables;
    }

    /** Debian keeps the plain scripts, which run as any user, beside the version's library. */
    private static Path programs() {
        ServerProcess.require("/usr/lib/rabbitmq/bin/rabbitmq-server", "/usr/sbin/rabbitmq-server", "rabbitmq-server");
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/rabbitmq/lib"))) {
            return versions.map(version -> version.resolve("sbin"))
                    .filter(Files::isDirectory)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("No rabbitmq_server-* in /usr/lib/rabbitmq/lib"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
