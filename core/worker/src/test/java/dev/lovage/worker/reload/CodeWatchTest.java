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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On real files, by the system's hints and by looking every now and then. Most of it waits for what is not to come. */
@Execution(ExecutionMode.CONCURRENT)
class CodeWatchTest {

    private static final long LONG_ENOUGH = 10_000;
    private static final long NOTHING_COMES = 1500;
    private static final Duration PROMPT = Duration.ofMillis(900);

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
        watch(hints, Places.of(List.of(places)));
    }

    private void watch(boolean hints, Places places) throws IOException {
        Clock clock = Clock.system();
        CodeWatch fresh = new CodeWatch(places, clock, hints ? new KernelHints(places, clock) : new PollingHints());
        fresh.look();
        fresh.start(changes::add);
        watch = fresh;
    }

    /** As a build does, one file after the other. */
    private static void write(Path classes, String... names) throws Exception {
        Files.createDirectories(classes);
        for (String name : names) {
            Files.writeString(classes.resolve(name + ".class"), "new " + name);
            Clock.system().sleep(Duration.ofMillis(120));
        }
    }

    private static void clean(Path classes) throws IOException {
        try (Stream<Path> files = Files.list(classes)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
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
    void aFolderThatIsCleanedAndBuiltAnewIsToldOnce(boolean hints) throws Exception {
        Path classes = Files.createDirectories(folder.resolve("target/classes"));
        write(classes, "A", "Old");
        watch(hints, classes);
        clean(classes);
        Files.delete(classes);
        Files.delete(classes.getParent());
        nothingMore();
        write(classes, "A", "B", "C", "D", "E");
        assertThat(change().files()).as("not A, which is the same").hasSize(5);
        nothingMore();
        write(classes, "A2");
        assertThat(change().files()).containsExactly(classes.resolve("A2.class"));
    }

    /** An incremental build removes what it is about to compile, and compiles for longer than a moment. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void classesThatAreGoneAreWaitedFor(boolean hints) throws Exception {
        Path classes = folder.resolve("classes");
        write(classes, "A", "B", "C");
        watch(hints, classes);
        Files.delete(classes.resolve("A.class"));
        Files.delete(classes.resolve("B.class"));
        nothingMore();
        Files.writeString(classes.resolve("A.class"), "changed");
        assertThat(changes.poll(500, TimeUnit.MILLISECONDS)).isNull();
        Files.writeString(classes.resolve("B.class"), "changed too");
        assertThat(change().files()).containsExactly(classes.resolve("A.class"), classes.resolve("B.class"));
        Files.delete(classes.resolve("C.class"));
        assertThat(change().files()).as("it is gone for good").containsExactly(classes.resolve("C.class"));
        nothingMore();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPlaceThatStaysGoneKeepsNobodyFromHearingOfTheOthers(boolean hints) throws Exception {
        Path other = Files.writeString(folder.resolve("Other.java"), "class Other {}");
        watch(hints, file, other);
        Files.delete(other);
        Files.writeString(file, "class Tasks { int x; }");
        assertThat(change().files()).containsExactly(file);
        Files.writeString(file, "class Tasks { int y; }");
        CodeChange second = change();
        assertThat(second.files()).containsExactly(file);
        assertThat(Duration.between(second.saved(), Instant.now()))
                .as("without another wait")
                .isLessThan(PROMPT);
        Files.writeString(other, "class Other { int back; }");
        assertThat(change().files()).containsExactly(other);
        nothingMore();
    }

    /** The memory of this process is a file that can be opened, but not be read from its beginning. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatCantBeReadDoesNotMatter(boolean hints) throws Exception {
        Path classes = folder.resolve("classes");
        write(classes, "A");
        Files.createSymbolicLink(classes.resolve("Odd.class"), Path.of("/proc/self/mem"));
        watch(hints, classes);
        Files.writeString(classes.resolve("A.class"), "changed");
        assertThat(change().files()).containsExactly(classes.resolve("A.class"));
        nothingMore();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatProgramsWriteIsNoChange(boolean hints) throws Exception {
        Path own = folder.resolve("worker-output.txt");
        watch(hints, new Places(List.of(folder), Set.of(own)));
        for (String name : List.of("w1.log", "w1.pid", "data.sqlite", "data.sqlite-wal", "Tasks.java~")) {
            Files.writeString(folder.resolve(name), "noise");
        }
        Files.writeString(own, "a line");
        Files.writeString(Files.createDirectory(folder.resolve(".lovage")).resolve("broker"), "noise");
        nothingMore();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noiseBesidesKeepsNoChangeFromBeingToldSoon(boolean hints) throws Exception {
        watch(hints, folder);
        AtomicBoolean over = new AtomicBoolean();
        Thread noise = new Thread(() -> {
            for (int i = 0; !over.get(); i++) {
                try {
                    Files.writeString(folder.resolve("w1.log"), "line " + i);
                    Clock.system().sleep(Duration.ofMillis(20));
                } catch (IOException | InterruptedException e) {
                    return;
                }
            }
        });
        noise.start();
        try {
            Files.writeString(file, "class Tasks { int x; }");
            CodeChange change = change();
            assertThat(change.files()).containsExactly(file);
            assertThat(Duration.between(change.saved(), Instant.now())).isLessThan(PROMPT);
        } finally {
            over.set(true);
            noise.join();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFolderThatIsSwappedForAnotherIsWatchedAsBefore(boolean hints) throws Exception {
        Path one = folder.resolve("release-1");
        Path two = folder.resolve("release-2");
        write(one, "A");
        write(two, "A");
        Files.writeString(two.resolve("A.class"), "of release 2");
        Path current = Files.createSymbolicLink(folder.resolve("current"), one);
        watch(hints, current);
        Path next = Files.createSymbolicLink(folder.resolve("next"), two);
        Files.move(next, current, StandardCopyOption.ATOMIC_MOVE);
        assertThat(change().files()).containsExactly(current.resolve("A.class"));
        Files.writeString(two.resolve("A.class"), "of release 2, mended");
        CodeChange change = change();
        assertThat(change.files()).containsExactly(current.resolve("A.class"));
        assertThat(Duration.between(change.saved(), Instant.now())).isLessThan(PROMPT);
        nothingMore();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsSavedBeforeSomebodyListensIsToldThen(boolean hints) throws Exception {
        Places places = Places.of(List.of(file));
        Clock clock = Clock.system();
        CodeWatch early = new CodeWatch(places, clock, hints ? new KernelHints(places, clock) : new PollingHints());
        watch = early;
        early.look();
        Files.writeString(file, "class Tasks { int x; }");
        early.start(changes::add);
        assertThat(change().files()).containsExactly(file);
        nothingMore();
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
