package dev.lovage.worker.pool;

import dev.lovage.worker.PoolSpec;
import dev.lovage.worker.channel.Frame.Setup;
import dev.lovage.worker.channel.Frames;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Starts child JVMs: the same Java as ours, an environment without credentials, and what it must know on its standard input.
 * Belongs to one thread.
 */
final class ChildCommand {

    private static final String MAIN = "dev.lovage.worker.child.ChildMain";

    private static final boolean LINUX =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");

    /** A child ignores USR2, which its virtual machine would take samples with: it gets another signal for that. */
    private static final String REAL_TIME_SIGNAL = "40";

    private static final Pattern CONNECTION =
            Pattern.compile("BROKER|BACKEND|TRANSPORT|URL|PASS|PWD|SECRET|TOKEN|KEY|CREDENTIAL|CERT");

    /**
     * What the checks of the soft limit need, and what costs something in loops of all code, the JDK's too. A loop without calls must
     * let the virtual machine in, or nothing could stop it softly; the serial collector leaves that out. Each soft limit makes
     * compiled loops be compiled anew; without the last, no more after 400 times. An archive of classes fits with them and without.
     */
    private static final List<String> FOR_CHECKS = List.of(
            "-XX:+UseCountedLoopSafepoints", "-XX:LoopStripMiningIter=1000", "-XX:PerMethodRecompilationCutoff=-1");

    /** Since this version the virtual machine speaks of its archive under another name. */
    private static final int SAYS_AOT = 24;

    private final PoolSpec spec;
    private final Path socket;
    private final Optional<ClassArchive> archive;
    private final Family family;
    private Optional<Path> archiveFile = Optional.empty();

    ChildCommand(PoolSpec spec, Path socket, Optional<ClassArchive> archive, Family family) {
        this.spec = spec;
        this.family = family;
        this.socket = socket;
        this.archive = archive;
    }

    /**
     * Starts a child that loads this code and tells it how to join; its standard input is empty from then on.
     *
     * @param name its name in the family
     */
    Process start(byte[] token, PoolSpec.Code code, String name) throws IOException {
        Files.createDirectories(spec.children().crashFolder());
        ProcessBuilder builder = new ProcessBuilder(line()).redirectErrorStream(true);
        cleanEnvironment(builder, name);
        if (LINUX) {
            builder.environment().putIfAbsent("_JAVA_SR_SIGNUM", REAL_TIME_SIGNAL);
        }
        Process process = builder.start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(Frames.encode(setup(token, code)));
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
        return process;
    }

    /** The beginning of the command that writes an archive of classes; the main class and its arguments come after it. */
    List<String> training(Path target) {
        List<String> line = common();
        line.add("-XX:ArchiveClassesAtExit=" + target);
        line.add("-XX:TieredStopAtLevel=1");
        line.add("-Xmx64m");
        line.add("-cp");
        line.add(joined(ChildClassPath.own()));
        return line;
    }

    /** Connections and credentials are the parent's business; any other variable goes if it holds one of the secrets. */
    void cleanEnvironment(ProcessBuilder builder, String name) {
        builder.environment().entrySet().removeIf(this::mustNotReachChild);
        family.adopt(builder, name);
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
        List<String> line = common();
        line.add("-XX:+ExitOnOutOfMemoryError");
        line.add("-XX:-CreateCoredumpOnCrash");
        line.add("-XX:ErrorFile=" + spec.children().crashFolder().resolve("hs_err_pid%p.log"));
        // All children together may fill 60 % of the machine's memory with their heaps.
        line.add(String.format(Locale.ROOT, "-XX:MaxRAMPercentage=%.2f", Math.max(1.0, 60.0 / spec.concurrency())));
        // A heap begins small: a sixty-fourth of the machine, as is usual, would be touched by tasks that need little.
        line.add("-XX:InitialRAMPercentage=0.1");
        // Lovage's jars can't see the user's files.
        ChildClassPath.logging(spec.code().classPath())
                .ifPresent(file -> line.add("-Dlogback.configurationFile=" + file));
        archive().ifPresent(file -> line.add("-XX:SharedArchiveFile=" + file));
        if (checksLoops(spec)) {
            line.addAll(FOR_CHECKS);
        }
        spec.children().javaOptions().stream()
                .filter(option -> !holdsSecret(option))
                .forEach(line::add);
        line.add("-cp");
        line.add(joined(ChildClassPath.own()));
        line.add(MAIN);
        line.add(spec.children().leftovers().name());
        return line;
    }

    /** Whether children write checks of the soft limit into the user's loops. */
    static boolean checksLoops(PoolSpec spec) {
        return spec.settings().getOrDefault("worker_soft_limit_checks", "true").equals("true");
    }

    /** What an archive must be made with too. */
    private List<String> common() {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-XX:+UseSerialGC");
        line.add("-XX:-UsePerfData");
        line.add("-Xshare:auto");
        // Where it was made for, so that its pages are shared by all children instead of moved by each.
        line.add("-XX:+UnlockDiagnosticVMOptions");
        line.add("-XX:ArchiveRelocationMode=0");
        // An archive that does not fit is not used, and that is all there is to say of it.
        line.add("-Xlog:cds*=off");
        if (Runtime.version().feature() >= SAYS_AOT) {
            line.add("-Xlog:aot*=off");
        }
        return line;
    }

    private Optional<Path> archive() {
        if (archiveFile.isEmpty()) {
            archiveFile = archive.flatMap(ClassArchive::find);
        }
        return archiveFile;
    }

    private static String joined(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

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
