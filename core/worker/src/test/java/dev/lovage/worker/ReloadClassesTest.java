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
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A worker whose tasks come from what a build makes. */
class ReloadClassesTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private Lovage app;
    private Worker worker;

    @BeforeEach
    void openAnApp(TestInfo test) {
        String url = "memory://" + test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
        app = Lovage.builder("client").broker(url).backend(url).build();
    }

    @AfterEach
    void stopAll() {
        worker.close();
        app.close();
    }

    private void start(Path application, Path... watched) {
        worker = Worker.builder(app.settings())
                .application(application.toString())
                .pool("prefork")
                .concurrency(1)
                .reload(watched)
                .build();
        worker.start();
    }

    @Test
    void aBuildIsLoadedAndAClassThatIsDeletedTakesItsTasksAlong() throws IOException {
        Path classes = folder.resolve("classes");
        build(classes, 1);
        compile(classes, "More", 1);
        start(classes);
        awaitVersion(1);
        assertThat(names()).containsExactlyInAnyOrder("tasks.version", "more.version");
        build(classes, 2);
        awaitVersion(2);
        Files.delete(classes.resolve("More.class"));
        Eventually.until(SOON, "its task is gone", () -> names().equals(List.of("tasks.version")));
        awaitVersion(2);
        compile(classes, "More", 3);
        Eventually.until(SOON, "its task is back", () -> names().size() == 2);
    }

    @Test
    void aJarIsLoadedWhetherItIsReplacedOrOverwritten() throws IOException {
        Path jar = folder.resolve("app.jar");
        jar(jar, 1);
        start(jar);
        awaitVersion(1);
        Path fresh = jar(folder.resolve("fresh.jar"), 2);
        Files.move(fresh, jar, StandardCopyOption.REPLACE_EXISTING);
        awaitVersion(2);
        jar(jar, 3);
        awaitVersion(3);
        compile(folder.resolve("for-the-jar"), "More", 4);
        jar(jar, 4);
        Eventually.until(SOON, "the catalog follows", () -> names().size() == 2);
        awaitVersion(4);
    }

    @Test
    void otherFilesThanTheCodesOwnMayBeWatched() throws IOException {
        Path classes = folder.resolve("classes");
        build(classes, 1);
        Path prices = Files.writeString(folder.resolve("prices.csv"), "1");
        Path more = Files.createDirectory(folder.resolve("more"));
        start(classes, prices, more);
        awaitVersion(1);
        build(classes, 2);
        Files.writeString(prices, "2");
        awaitVersion(2);
        build(classes, 3);
        Files.writeString(more.resolve("text.txt"), "3");
        awaitVersion(3);
    }

    private void awaitVersion(long version) {
        Eventually.until(
                SOON,
                "version " + version + " runs",
                () -> app.signature("tasks.version").delay().get(SOON).equals(version));
    }

    private List<String> names() {
        return worker.tasks().stream().map(CatalogEntry::name).toList();
    }

    private void build(Path classes, long version) throws IOException {
        compile(classes, "Tasks", version);
    }

    private void compile(Path classes, String name, long version) throws IOException {
        Files.createDirectories(classes);
        Path source = Files.writeString(
                folder.resolve(name + ".java"), """
                public class %s {
                    @dev.lovage.Task(name = "%s.version")
                    public static long version() { return %dL; }
                }
                """.formatted(name, name.toLowerCase(java.util.Locale.ROOT), version));
        BuiltClasses.into(classes, source);
    }

    private Path jar(Path jar, long version) throws IOException {
        Path classes = folder.resolve("for-the-jar");
        build(classes, version);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (String name : List.of("Tasks.class", "More.class")) {
                if (Files.exists(classes.resolve(name))) {
                    out.putNextEntry(new JarEntry(name));
                    out.write(Files.readAllBytes(classes.resolve(name)));
                }
            }
        }
        return jar;
    }
}
