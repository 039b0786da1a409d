package dev.lovage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.cli.Typed.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

    @TempDir
    Path folder;

    @Test
    void aThousandTasksGoAsExpectedAndNothingIsLeftBehind() throws IOException, InterruptedException {
        Outcome demo = LovageProcess.run(folder, "demo");

        assertThat(demo.code()).as(demo.err()).isZero();
        assertThat(demo.out()).endsWith("demo: 1000 of 1000 tasks as expected" + System.lineSeparator());
        assertThat(demo.out()).contains("400 of 400", "tasks a second", "Try next:");
        Path home = Path.of(demo.err()
                .lines()
                .filter(line -> line.contains(" in /"))
                .map(line -> line.substring(line.lastIndexOf(" in /") + 4))
                .findFirst()
                .orElseThrow());
        assertThat(Files.exists(home)).isFalse();
        try (var left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString())).noneMatch(name -> name.equals(".lovage"));
        }
    }
}
