package dev.lovage.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.settings.Settings;
import dev.lovage.worker.Worker;
import dev.lovage.worker.hooks.WorkerListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The picture in the map is that of the worker as it is; {@code -Dsnippets=write} draws it anew. */
class StepsPictureTest {

    @Test
    void theMapShowsTheStepsThatThereAre() throws IOException {
        String svg = Worker.builder(Settings.loader().load())
                .autoscale(10, 1)
                .reload()
                .listener(new WorkerListener() {})
                .build()
                .graph()
                .toSvg();
        Path picture = Path.of("../docs/explanation/bootsteps.svg");
        if ("write".equals(System.getProperty("snippets"))) {
            Files.writeString(picture, svg);
        }
        assertThat(Files.readString(picture)).isEqualTo(svg);
    }
}
