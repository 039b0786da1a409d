package dev.lovage.worker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.worker.CatalogEntry;
import dev.lovage.worker.PoolSpec.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a generation of children loads, while builds go on. */
class GenerationCodeTest {

    private static final String TASKS = """
            import dev.lovage.Task;

            public class Tasks {
                @Task(name = "tasks.%s")
                public static String text() throws Exception {
                    try (var in = Tasks.class.getResourceAsStream("/text.txt")) {
                        return new String(in.readAllBytes());
                    }
                }
            }
            """;

    @TempDir
    Path folder;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private Path target;
    private GenerationCode making;

    @BeforeEach
    void makeTarget() throws IOException {
        target = Files.createDirectory(folder.resolve("target"));
        making = new GenerationCode(target, ApplicationTest.ownClassPath());
    }

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(before);
    }

    private Map<String, byte[]> compile(String name, String text) throws IOException {
        Path source = Files.writeString(folder.resolve(name + ".java"), text);
        return SourceCompiler.compile(List.of(source), ApplicationTest.ownClassPath());
    }

    private Path classes(String version) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Files.write(
                classes.resolve("Tasks.class"),
                compile("Tasks", TASKS.formatted(version)).get("Tasks"));
        Files.writeString(classes.resolve("text.txt"), version);
        return classes;
    }

    private static Path jar(Path path, String classPath, Map<String, byte[]> entries) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(path), manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
        return path;
    }

    private Code pinned(String... applications) throws IOException {
        return making.of(Code.of(List.of(applications)), true);
    }

    private static List<String> tasks(Code code) {
        return load(code).catalog().stream().map(CatalogEntry::name).toList();
    }

    private static Application load(Code code) {
        return Application.load(code.applications(), code.includes(), code.classPath(), Map.of());
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(name)) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> made() throws IOException {
        try (Stream<Path> made = Files.list(target)) {
            return made.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFolderStaysAsItWasWhateverIsBuilt() throws IOException {
        Path classes = classes("one");
        Code one = pinned(classes.toString());
        classes("two");
        assertThat(tasks(pinned(classes.toString()))).containsExactly("tasks.two");
        Files.delete(classes.resolve("Tasks.class"));
        Files.writeString(classes.resolve("text.txt"), "none");
        Application application = load(one);
        assertThat(application.catalog()).extracting(CatalogEntry::name).containsExactly("tasks.one");
        assertThat(resource("text.txt")).isEqualTo("one");
    }

    @Test
    void onlyWhatHasChangedIsCopiedAgainAndWhatNobodyLoadsIsForgotten() throws IOException {
        Path classes = classes("one");
        Path more = Files.createDirectory(folder.resolve("more"));
        Files.writeString(more.resolve("more.txt"), "more");
        Code one = pinned(classes.toString(), more.toString());
        assertThat(pinned(classes.toString(), more.toString())).isEqualTo(one);
        assertThat(made()).hasSize(2);
        classes("two");
        Code two = pinned(classes.toString(), more.toString());
        assertThat(made()).hasSize(3);
        assertThat(two.applications().get(1)).isEqualTo(one.applications().get(1));
        making.forget(one, List.of(two));
        assertThat(made()).hasSize(2);
        assertThat(Path.of(two.applications().get(0), "text.txt")).hasContent("two");
        making.forget(two, List.of());
        assertThat(made()).isEmpty();
    }

    @Test
    void messagesNameWhatTheUserNamed() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Code code = pinned(empty.toString());
        assertThat(Path.of(code.applications().get(0))).startsWith(target);
        assertThatThrownBy(() -> load(code)).hasMessageStartingWith("-A " + empty + ": no class in it");
        Path broken = Files.writeString(folder.resolve("broken.jar"), "no jar");
        Code jar = pinned(broken.toString());
        assertThatThrownBy(() -> load(jar)).hasMessageStartingWith("Can't read the jar " + broken + ": ");
    }

    @Test
    void aJarFindsWhatItsManifestNamesBesideIt() throws IOException {
        Path libraries = Files.createDirectory(folder.resolve("my libraries"));
        jar(libraries.resolve("help.jar"), "", Map.of("text.txt", "from the library".getBytes(StandardCharsets.UTF_8)));
        Map<String, byte[]> entries = new HashMap<>();
        compile("Tasks", TASKS.formatted("jar")).forEach((name, bytes) -> entries.put(name + ".class", bytes));
        Path app = jar(folder.resolve("app.jar"), "missing.jar my%20libraries/help.jar", entries);
        Code code = pinned(app.toString());
        Files.writeString(app, "being overwritten");
        assertThat(tasks(code)).containsExactly("tasks.jar");
        assertThat(resource("text.txt")).isEqualTo("from the library");
    }

    @Test
    void ofTheClassPathOnlyTheUsersOwnIsCopied() throws IOException {
        Path classes = classes("one");
        Path library = jar(folder.resolve("library.jar"), "", Map.of());
        Path app = jar(folder.resolve("app.jar"), "", Map.of("com/acme/More.class", new byte[] {1}));
        Path own = ApplicationTest.ownClassPath().get(0);
        Code code = Code.of(List.of("Tasks", "com.acme.More")).withClassPath(List.of(own, classes, library, app));
        List<Path> pinned = making.of(code, true).classPath();
        assertThat(pinned).hasSize(4).contains(own, library);
        assertThat(pinned.get(1)).startsWith(target);
        assertThat(pinned.get(3)).startsWith(target);
        assertThat(making.of(code, false)).as("nobody reloads").isEqualTo(code);
    }
}
