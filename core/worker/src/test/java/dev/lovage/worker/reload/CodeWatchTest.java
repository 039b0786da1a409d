package dev.lovage.worker.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On real files, by the system's hints and by looking every now and then. */
class CodeWatchTest {

    private static final long LONG_ENOUGH = 10_000;
    private static final long NOTHING_COMES = 1500;

    @TempDir
    private Path folder;

    private final BlockingQueue<CodeChange> changes = new LinkedBlockingQueue<>();
    private Path file;
    private @Nullable CodeWatch watch;

    @BeforeEach
    void writeAFile() throws IOException {
        file = Files.writeString(folder.resolve("Tasks.java"), "class Tasks {}");
    }

    @AfterEach
    void stop() {
        if (watch != null) {
            watch.close();
        }
    }

    private void watch(boolean hints, Path... places) throws IOException {
        List<Path> all = List.of(places);
        watch = new CodeWatch(all, Clock.system(), changes::add, hints ? new KernelHints(all) : new PollingHints());
        watch.start();
    }

    private CodeChange change() throws InterruptedException {
        CodeChange change = changes.poll(LONG_ENOUGH, TimeUnit.MILLISECONDS);
        assertThat(change).as("a change is told").isNotNull();
        return change;
    }

    private void nothingMore() throws InterruptedException {
        assertThat(changes.poll(NOTHING_COMES, TimeUnit.MILLISECONDS)).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatIsWrittenIsToldOnceWithTheTimeOfTheSave(boolean hints) throws Exception {
        watch(hints, file);
        Files.writeString(file, "class Tasks { int x; }");
        Instant saved = Files.getLastModifiedTime(file).toInstant();
        CodeChange change = change();
        assertThat(change.files()).containsExactly(file);
        assertThat(change.saved()).isEqualTo(saved);
        nothingMore();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatIsWrittenWithTheSameContentsHasNotChanged(boolean hints) throws Exception {
        watch(hints, file);
        Files.writeString(file, "class Tasks {}");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
        nothingMore();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEditorMaySaveByRenaming(boolean hints) throws Exception {
        watch(hints, file);
        for (int i = 0; i < 3; i++) {
            Path backup = folder.resolve("Tasks.java~");
            Files.move(file, backup, StandardCopyOption.REPLACE_EXISTING);
            Path fresh = Files.writeString(folder.resolve("4913"), "class Tasks { int i" + i + "; }");
            Files.move(fresh, file);
            assertThat(change().files()).containsExactly(file);
        }
        nothingMore();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatIsGoneForAMomentIsWaitedFor(boolean hints) throws Exception {
        watch(hints, file);
        Files.delete(file);
        nothingMore();
        Files.writeString(file, "class Tasks { long y; }");
        assertThat(change().files()).containsExactly(file);
        nothingMore();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void othersInTheFolderOfAFileDontMatter(boolean hints) throws Exception {
        watch(hints, file);
        Files.writeString(folder.resolve("Other.java"), "class Other {}");
        nothingMore();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBuildIsToldWhenItHasComeToRest(boolean hints) throws Exception {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Files.writeString(classes.resolve("Old.class"), "old");
        watch(hints, classes);
        Files.delete(classes.resolve("Old.class"));
        for (int i = 0; i < 200; i++) {
            Path packages = Files.createDirectories(classes.resolve("a/b" + i % 7));
            Files.writeString(packages.resolve("C" + i + ".class"), "c" + i);
        }
        CodeChange change = change();
        assertThat(change.files()).hasSize(201).contains(classes.resolve("Old.class"));
        nothingMore();
        Files.writeString(classes.resolve("a/b3/C3.class"), "changed");
        assertThat(change().files()).containsExactly(classes.resolve("a/b3/C3.class"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFolderMayBeMadeAnew(boolean hints) throws Exception {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Files.writeString(classes.resolve("A.class"), "a");
        watch(hints, classes);
        Files.delete(classes.resolve("A.class"));
        Files.delete(classes);
        Files.createDirectories(classes);
        Files.writeString(classes.resolve("A.class"), "a2");
        assertThat(change().files()).containsExactly(classes.resolve("A.class"));
        Files.writeString(classes.resolve("A.class"), "a3");
        assertThat(change().files()).containsExactly(classes.resolve("A.class"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aJarIsToldWhenItIsWhole(boolean hints) throws Exception {
        Path jar = jar(folder.resolve("app.jar"), "one");
        Path other = jar(folder.resolve("other.jar"), "two");
        watch(hints, jar);
        byte[] bytes = Files.readAllBytes(other);
        try (OutputStream out = Files.newOutputStream(jar)) {
            out.write(bytes, 0, bytes.length / 2);
            out.flush();
            nothingMore();
            out.write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
        }
        assertThat(change().files()).containsExactly(jar);
        Path third = jar(folder.resolve("third.jar"), "three");
        Files.move(third, jar, StandardCopyOption.ATOMIC_MOVE);
        assertThat(change().files()).containsExactly(jar);
        nothingMore();
    }

    private static Path jar(Path path, String text) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(path))) {
            for (int i = 0; i < 20; i++) {
                out.putNextEntry(new JarEntry("entry" + i));
                out.write((text + i).repeat(100).getBytes(StandardCharsets.UTF_8));
            }
        }
        return path;
    }
}
