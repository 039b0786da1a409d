package dev.lovage.worker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.worker.CatalogEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationTest {

    @TempDir
    Path folder;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(before);
    }

    private Path source(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        return file;
    }

    static List<Path> ownClassPath() {
        return java.util.Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .map(Path::of)
                .toList();
    }

    private static Application load(Object... named) {
        return Application.load(
                java.util.Arrays.stream(named).map(String::valueOf).toList(), List.of(), Map.of());
    }

    private static List<String> names(Application application) {
        return application.catalog().stream().map(CatalogEntry::name).toList();
    }

    private static final String TASKS = """
            import dev.lovage.Task;

            public class Tasks {
                @Task(name = "tasks.add")
                public static int add(int x, int y) { return x + y; }

                public static class More {
                    @Task(name = "tasks.sub", aliases = "tasks.minus")
                    public static int sub(int x, int y) { return x - y; }
                }
            }
            """;

    @Test
    void theSmallestTaskFileRunsAsASourceFile() throws IOException {
        Application application = load(source("Tasks.java", TASKS));
        assertThat(application.catalog())
                .extracting(CatalogEntry::signature)
                .contains("tasks.add(x: int, y: int) -> int");
        assertThat(names(application)).contains("tasks.sub", "tasks.minus");
    }

    @Test
    void aSourceFileThatDoesNotCompileIsToldAsJavacTellsIt() throws IOException {
        Path file = source("Bad.java", "public class Bad {\n    int x = \"text\";\n}\n");
        assertThatThrownBy(() -> load(file))
                .isInstanceOf(ApplicationException.class)
                .hasMessageContaining(file + ":2: error: incompatible types: String cannot be converted to int")
                .hasMessageContaining("    int x = \"text\";")
                .hasMessageContaining("1 error");
    }

    @Test
    void sourceFilesMayUseEachOther() throws IOException {
        Path one = source("One.java", """
                public class One {
                    @dev.lovage.Task(name = "one") public static int one() { return Two.two(); }
                }
                """);
        Path two = source("Two.java", "class Two { static int two() { return 2; } }");
        assertThat(names(load(one, two))).containsExactly("one");
    }

    @Test
    void anAppInAStaticFieldBringsItsTasks() throws IOException {
        Path file = source("Shop.java", """
                import dev.lovage.*;

                public class Shop {
                    static final Lovage app = Lovage.app("shop");
                    static final Task1<String, Integer> length = app.task("shop.length", Shop::length);
                    static int length(String text) { return text.length(); }
                }
                """);
        Application application = load(file);
        assertThat(names(application)).containsExactly("shop.length");
        assertThat(application.app().name()).isEqualTo("shop");
    }

    @Test
    void ajarAndADirectoryAreSearchedForTasks() throws IOException {
        Map<String, byte[]> classes = SourceCompiler.compile(List.of(source("Tasks.java", TASKS)), ownClassPath());
        Path jar = folder.resolve("tasks.jar");
        Path directory = Files.createDirectory(folder.resolve("classes"));
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> one : classes.entrySet()) {
                entries.putNextEntry(new JarEntry(one.getKey() + ".class"));
                entries.write(one.getValue());
                Files.write(directory.resolve(one.getKey() + ".class"), one.getValue());
            }
        }
        assertThat(names(load(jar))).containsExactlyInAnyOrder("tasks.add", "tasks.sub", "tasks.minus");
        assertThat(names(load(directory))).containsExactlyInAnyOrder("tasks.add", "tasks.sub", "tasks.minus");
    }

    @Test
    void theWorkersSettingsReachTheApp() throws IOException {
        Path file = source("Tasks.java", TASKS);
        Map<String, String> settings = Map.of(
                "accept_content",
                "[json, pickle]",
                "publish_timeout",
                "PT7S",
                "task_default_queue",
                "shop",
                "timezone",
                "No/Where");
        try {
            Application application = Application.load(List.of(file.toString()), List.of(), settings);
            assertThat(application.app().settings().acceptContent()).containsExactly("json", "pickle");
            assertThat(application.app().settings().publishTimeout()).hasSeconds(7);
            assertThat(application.app().settings().taskDefaultQueue()).isEqualTo("shop");
        } finally {
            settings.keySet().forEach(name -> System.clearProperty("lovage." + name));
        }
    }

    @Test
    void whatIsNotThereIsSaid() throws IOException {
        assertThatThrownBy(() -> load("com.acme.Missing")).hasMessageContaining("no such class");
        assertThatThrownBy(() -> load("missing.java")).hasMessageContaining("there is no such file in");
        assertThatThrownBy(() -> load("missing.jar")).hasMessageContaining("there is no such jar in");
        assertThatThrownBy(() -> load(folder)).hasMessageContaining("no class in it has a method with @Task");
        assertThatThrownBy(() -> load("java.lang.String")).hasMessageContaining("no task in it");
        assertThatThrownBy(() -> load(source("Boom.java", "class Boom { static int x = 1 / 0; }")))
                .hasMessageContaining("failed to initialize", "ArithmeticException");
    }
}
