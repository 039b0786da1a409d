package dev.lovage.worker.pool;

import dev.lovage.worker.PoolSpec;
import dev.lovage.worker.channel.Frame.Setup;
import dev.lovage.worker.channel.Frames;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Starts child JVMs: the same Java as ours, an environment without credentials, and what it must know on its standard input. */
final class ChildCommand {

    private static final String MAIN = "dev.lovage.worker.child.ChildMain";

    private static final Pattern CONNECTION =
            Pattern.compile("BROKER|BACKEND|TRANSPORT|URL|PASS|PWD|SECRET|TOKEN|KEY|CREDENTIAL|CERT");

    private final PoolSpec spec;
    private final Path socket;
    private final String classPath;

    ChildCommand(PoolSpec spec, Path socket) {
        this.spec = spec;
        this.socket = socket;
        this.classPath = ChildClassPath.text();
    }

    /** Starts a child that loads this code and tells it how to join; its standard input is empty from then on. */
    Process start(byte[] token, PoolSpec.Code code) throws IOException {
        Files.createDirectories(spec.children().crashFolder());
        ProcessBuilder builder = new ProcessBuilder(line()).redirectErrorStream(true);
        builder.environment().entrySet().removeIf(this::mustNotReachChild);
        Process process = builder.start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(Frames.encode(setup(token, code)));
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
        return process;
    }

    private Setup setup(byte[] token, PoolSpec.Code code) {
        return new Setup(
                token,
                socket.toString(),
                code.applications(),
                code.includes(),
                code.classPath().stream()
                        .map(entry -> entry.toAbsolutePath().toString())
                        .toList(),
                spec.settings(),
                spec.maxResultBytes(),
                spec.hostname(),
                spec.relay().replyTo());
    }

    private List<String> line() {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-XX:+UseSerialGC");
        line.add("-Xshare:auto");
        line.add("-XX:-UsePerfData");
        // A loop without calls must let the virtual machine in, or nothing could stop it softly; the serial collector leaves that out.
        line.add("-XX:+UseCountedLoopSafepoints");
        line.add("-XX:LoopStripMiningIter=1000");
        // Each soft limit makes compiled loops be compiled anew; without this, no more after 400 times.
        line.add("-XX:PerMethodRecompilationCutoff=-1");
        line.add("-XX:+ExitOnOutOfMemoryError");
        line.add("-XX:-CreateCoredumpOnCrash");
        line.add("-XX:ErrorFile=" + spec.children().crashFolder().resolve("hs_err_pid%p.log"));
        // All children together may fill 60 % of the machine's memory with their heaps.
        line.add(String.format(Locale.ROOT, "-XX:MaxRAMPercentage=%.2f", Math.max(1.0, 60.0 / spec.concurrency())));
        // Lovage's jars can't see the user's files.
        line.add("-Dlogback.configurationFile="
                + ChildClassPath.logging(spec.code().classPath()).orElse("dev/lovage/worker/child/logback.xml"));
        spec.children().javaOptions().stream()
                .filter(option -> !holdsSecret(option))
                .forEach(line::add);
        line.add("-cp");
        line.add(classPath);
        line.add(MAIN);
        return line;
    }

    /** Connections and credentials are the parent's business; any other variable goes if it holds one of the secrets. */
    private boolean mustNotReachChild(Map.Entry<String, String> variable) {
        String name = variable.getKey().toUpperCase(Locale.ROOT);
        boolean ours = name.startsWith("LOVAGE_") || name.startsWith("CELERY_");
        return (ours && (CONNECTION.matcher(name).find() || variable.getValue().contains("://")))
                || holdsSecret(variable.getValue());
    }

    private boolean holdsSecret(String text) {
        return spec.secrets().stream().anyMatch(text::contains);
    }
}
