package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.Lovage;
import dev.lovage.testkit.Eventually;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker whose tasks come from what a build makes. */
class ReloadClassesTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"classes", "app.jar"})
    void aBuildIsLoaded(String built) throws IOException {
        Path target = folder.resolve(built);
        build(1, target);
        String url = "memory://reload-" + built;
        try (Lovage app = Lovage.builder("client").broker(url).backend(url).build();
                Worker worker = Worker.builder(app.settings())
                        .application(target.toString())
                        .pool("process")
                        .concurrency(1)
                        .reload()
                        .build()) {
            worker.start();
            assertThat(app.signature("tasks.version").delay().get(SOON)).isEqualTo(1L);
            for (long version = 2; version <= 3; version++) {
                long expected = version;
                build(version, target);
                Eventually.until(
                        SOON,
                        "version " + version + " runs",
                        () -> app.signature("tasks.version").delay().get(SOON).equals(expected));
            }
        }
    }

    private void build(long version, Path target) throws IOException {
        Path source = Files.writeString(folder.resolve("Tasks.java"), """
                public class Tasks {
                    @dev.lovage.Task(name = "tasks.version")
                    public static long version() { return %dL; }
                }
                """.formatted(version));
        Path classes =
                Files.createDirectories(target.toString().endsWith(".jar") ? folder.resolve("for-the-jar") : target);
        int failures = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(failures).isZero();
        if (!classes.equals(target)) {
            Path fresh = folder.resolve("fresh.jar");
            try (OutputStream file = Files.newOutputStream(fresh);
                    JarOutputStream jar = new JarOutputStream(file)) {
                jar.putNextEntry(new JarEntry("Tasks.class"));
                jar.write(Files.readAllBytes(classes.resolve("Tasks.class")));
            }
            Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
