package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.Lovage;
import dev.lovage.messaging.LovageException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker says that can't watch what it was told to. */
class CodeWatchStepTest {

    @TempDir
    private Path folder;

    private static void start(Lovage app, String application, Path classPath, Path... watched) {
        try (Worker worker = Worker.builder(app.settings())
                .application(application)
                .classPath(classPath)
                .pool("process")
                .reload(watched)
                .build()) {
            worker.start();
        }
    }

    private static Lovage app() {
        return Lovage.builder("client").broker("memory://code-watch").build();
    }

    @Test
    void aPlaceThatIsNotThereIsNamed() {
        Path missing = folder.resolve("missing");
        try (Lovage app = app()) {
            assertThatThrownBy(() -> start(app, "com.acme.Tasks", folder, folder, missing))
                    .isInstanceOf(LovageException.class)
                    .hasMessageContaining("--reload=" + missing + ": there is no such file or folder in "
                            + Path.of("").toAbsolutePath());
        }
    }

    @Test
    void whereThereIsNothingToWatchItSaysHowToNameSomething() {
        try (Lovage app = app()) {
            assertThatThrownBy(() -> start(app, "com.acme.Tasks", folder.resolve("missing.jar")))
                    .isInstanceOf(LovageException.class)
                    .hasMessageContaining(
                            "--reload: there is nothing to watch; name files or folders with --reload=PATHS");
        }
    }
}
