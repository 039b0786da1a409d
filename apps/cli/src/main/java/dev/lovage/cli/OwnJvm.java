package dev.lovage.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How to start this program once more: the same Java, the same class path. */
final class OwnJvm {

    private OwnJvm() {}

    /** The command, up to the program's own arguments. */
    static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(OwnJvm::isHarmless)
                .forEach(command::add);
        command.add("-cp");
        command.add(absoluteClassPath());
        command.add("dev.lovage.cli.Main");
        return command;
    }

    /** The command with all that this Java was told, but for a debugger, which listens once. */
    static List<String> same() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        List<String> inherited = Stream.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS")
                .map(name -> System.getenv().getOrDefault(name, ""))
                .flatMap(options -> Stream.of(options.split("\\s+")))
                .toList();
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !inherited.contains(option))
                .filter(option -> !option.startsWith("-agentlib:jdwp") && !option.startsWith("-Xrunjdwp"))
                .forEach(command::add);
        command.add("-cp");
        command.add(absoluteClassPath());
        command.add("dev.lovage.cli.Main");
        return command;
    }

    /** Options that any number of JVMs can share; not an agent's, a debugger's or a test runner's. */
    private static boolean isHarmless(String option) {
        return option.startsWith("-Xshare")
                || option.startsWith("-XX:SharedArchiveFile=")
                || option.equals("-XX:+UseSerialGC")
                || option.startsWith("--enable-native-access");
    }

    /** The new process may run in another folder. */
    private static String absoluteClassPath() {
        String separator = System.getProperty("path.separator");
        return Arrays.stream(System.getProperty("java.class.path").split(separator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(separator));
    }
}
