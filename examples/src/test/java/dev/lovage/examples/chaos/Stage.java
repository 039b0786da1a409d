package dev.lovage.examples.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.examples.LovageWorker;
import dev.lovage.testkit.Eventually;
import dev.lovage.testkit.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folders of one run: the tasks' source, which is saved again and again, the ledger that tasks write, and the folder for
 * temporary files that all workers of the run share.
 */
record Stage(Path source, Path ledger, Path temporary) {

    static Stage set(String name) throws IOException {
        Path folder = ServerProcess.temporaryFolder("chaos-" + name);
        Path source = folder.resolve("ChaosTasks.java");
        Files.copy(LovageWorker.resource("/chaos/ChaosTasks.java"), source);
        return new Stage(
                source,
                Files.createDirectory(folder.resolve("ledger")),
                Files.createDirectory(folder.resolve("temporary")));
    }

    /** After the last worker has stopped: no process of this run, and none of its temporary files. */
    void assertNothingIsLeft() throws IOException {
        Eventually.until(
                Duration.ofSeconds(10),
                "every process of the run has ended",
                () -> Footprint.processesWith(ledger.toString()).isEmpty());
        try (Stream<Path> files = Files.walk(temporary)) {
            // The folder for reports of crashed virtual machines stays; there was no crash.
            List<Path> left = files.filter(file -> !file.equals(temporary) && !file.endsWith("lovage-crashes"))
                    .toList();
            assertThat(left).as("temporary files").isEmpty();
        }
    }
}
