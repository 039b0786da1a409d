package dev.lovage.worker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.worker.CatalogEntry;
import dev.lovage.worker.PoolSpec.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompiledSourcesTest {

    private static final String TASKS = """
            import dev.lovage.Task;

            public class Tasks {
                @Task
                public static int add(int first, int second) { return first + second; }

                static class Helper {}
            }
            """;

    @TempDir
    Path folder;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private Path target;

    @BeforeEach
    void makeTarget() throws IOException {
        target = Files.createDirectory(folder.resolve("target"));
    }

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(before);
    }

    private Path source(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Code compile(Code code) {
        return new CompiledSources(target).compiled(code, ApplicationTest.ownClassPath());
    }

    private Code compile(Path... sources) {
        return compile(
                Code.of(java.util.Arrays.stream(sources).map(Path::toString).toList()));
    }

    @Test
    void aProcessThatLoadsTheFolderHasTheSameTasks() throws IOException {
        Path source = source("Tasks.java", TASKS);
        Code compiled = compile(source);
        assertThat(compiled.applications())
                .singleElement()
                .satisfies(name -> assertThat(Path.of(name)).startsWith(target).isDirectory());
        Application fromFolder = Application.load(compiled.applications(), List.of(), Map.of());
        Application fromSource = Application.load(List.of(source.toString()), List.of(), Map.of());
        assertThat(fromFolder.catalog()).isEqualTo(fromSource.catalog());
        assertThat(fromFolder.catalog())
                .extracting(CatalogEntry::signature)
                .singleElement()
                .asString()
                .endsWith("add(first: int, second: int) -> int");
    }

    @Test
    void onlyANewContentIsCompiled() throws IOException {
        Path source = source("Tasks.java", TASKS);
        Code first = compile(source);
        source("Tasks.java", TASKS);
        assertThat(compile(source)).isEqualTo(first);
        source("Tasks.java", TASKS.replace("first + second", "first - second"));
        Code second = compile(source);
        assertThat(second).isNotEqualTo(first);
        source("Tasks.java", TASKS);
        assertThat(compile(source)).isEqualTo(first);
        assertThat(Path.of(first.applications().get(0))).isDirectory();
    }

    @Test
    void aChangeOfWhatTheSourcesUseCountsToo() throws IOException {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        Code code = Code.of(List.of(source("Tasks.java", TASKS).toString())).withClassPath(List.of(classes));
        Code first = compile(code);
        assertThat(compile(code)).isEqualTo(first);
        Files.writeString(classes.resolve("prices.txt"), "1");
        assertThat(compile(code)).isNotEqualTo(first);
    }

    @Test
    void aSecondPoolOfThisProcessGetsAFolderOfItsOwn() throws IOException {
        Path source = source("Tasks.java", TASKS);
        Code first = compile(source);
        target = Files.createDirectory(folder.resolve("other"));
        assertThat(compile(source).applications().get(0))
                .isNotEqualTo(first.applications().get(0))
                .startsWith(target.toString());
    }

    @Test
    void sourcesGiveWayToOneFolderAndTheRestStays() throws IOException {
        Path one = source("One.java", "public class One { static int one() { return Two.two(); } }");
        Path two = source("Two.java", "class Two { static int two() { return 2; } }");
        Code code = new Code(
                List.of("com.acme.Tasks", one.toString()),
                List.of(two.toString(), "com.acme.More"),
                List.of(folder),
                Optional.empty(),
                false);
        Code compiled = compile(code);
        assertThat(compiled.applications()).hasSize(2).contains("com.acme.Tasks");
        assertThat(compiled.includes()).containsExactly("com.acme.More");
        assertThat(compiled.classPath()).containsExactly(folder);
        assertThat(compile(Code.of(List.of("com.acme.Tasks"))).applications()).containsExactly("com.acme.Tasks");
    }

    @Test
    void messagesNameWhatTheUserNamed() throws IOException {
        Path bad = source("Bad.java", "public class Bad {\n    int x = \"text\";\n}\n");
        assertThatThrownBy(() -> compile(bad))
                .isInstanceOf(ApplicationException.class)
                .hasMessageContaining(bad + ":2: error: incompatible types: String cannot be converted to int");
        assertThatThrownBy(() -> compile(folder.resolve("missing.java")))
                .isInstanceOf(ApplicationException.class)
                .hasMessageContaining("there is no such file in");
        Path none = source("None.java", "public class None {}");
        Code compiled = compile(none);
        assertThatThrownBy(() -> Application.load(compiled.applications(), List.of(), Map.of()))
                .hasMessageStartingWith("-A " + none + ": no task in it");
    }
}
