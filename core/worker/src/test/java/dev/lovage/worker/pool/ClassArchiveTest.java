package dev.lovage.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.Clock;
import dev.lovage.testkit.Eventually;
import dev.lovage.worker.ChildOptions;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {

    @TempDir
    Path temp;

    private Path cache;
    private Path jar;

    @BeforeEach
    void prepare() throws IOException {
        cache = temp.resolve("home/.cache/lovage");
        jar = Files.writeString(temp.resolve("some.jar"), "a jar");
    }

    private ClassArchive archive() {
        return ClassArchive.of(Optional.of(cache), List.of(jar), Clock.system()).orElseThrow();
    }

    private Path make(String content) throws IOException {
        Path part = archive().unfinished("me").orElseThrow();
        Files.writeString(part, content);
        archive().finish(part);
        return archive().find().orElseThrow();
    }

    @Test
    void anArchiveIsFoundOnceItIsFinished() throws IOException {
        assertThat(archive().find()).isEmpty();
        Path part = archive().unfinished("me").orElseThrow();
        Files.writeString(part, "classes");
        assertThat(archive().find()).isEmpty();
        archive().finish(part);
        assertThat(archive().find()).hasValueSatisfying(file -> assertThat(file).hasContent("classes"));
        assertThat(Files.getPosixFilePermissions(cache)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void oneThatWasCutOrDamagedIsRemoved() throws IOException {
        Path file = make("classes");
        Files.writeString(file, "class");
        assertThat(archive().find()).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void anotherJarIsAnotherArchive() throws IOException {
        Path file = make("classes");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
        assertThat(archive().find()).isEmpty();
        assertThat(make("others")).isNotEqualTo(file);
        assertThat(file).exists();
    }

    @Test
    void theOldestGo() throws IOException {
        List<Path> made = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            Files.writeString(jar, "x".repeat(i));
            made.add(make("classes " + i));
            Files.setLastModifiedTime(made.get(i - 1), FileTime.from(Instant.ofEpochSecond(i)));
        }
        make("classes 6");
        assertThat(made.subList(0, 1)).noneMatch(Files::exists);
        assertThat(made.subList(2, 6)).allMatch(Files::exists);
    }

    @Test
    void theFasterOfTwoIsKept() throws IOException {
        Path one = archive().unfinished("one").orElseThrow();
        Path two = archive().unfinished("two").orElseThrow();
        Files.writeString(one, "classes");
        Files.writeString(two, "the same classes");
        archive().finish(one);
        archive().finish(two);
        assertThat(archive().find()).hasValueSatisfying(file -> assertThat(file).hasContent("classes"));
    }

    @Test
    void aFolderThatOthersCanWriteIsNotTrusted() throws IOException {
        make("classes");
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(archive().find()).isEmpty();
        assertThat(archive().unfinished("me")).isEmpty();
    }

    @Test
    void withoutAFolderOrWithFoldersOfClassesThereIsNone() throws IOException {
        assertThat(ClassArchive.of(Optional.empty(), List.of(jar), Clock.system()))
                .isEmpty();
        assertThat(ClassArchive.of(Optional.of(cache), List.of(jar, temp), Clock.system()))
                .isEmpty();
        Files.writeString(temp.resolve("home"), "a file where a folder should be");
        assertThat(archive().unfinished("me")).isEmpty();
        assertThat(archive().find()).isEmpty();
    }

    /** A parent with Lovage as jars: opens a pool until there is an archive, then another, and says what its child has mapped. */
    public static final class Parent {

        private Parent() {}

        public static void main(String[] args) {
            ChildOptions options = ChildOptions.DEFAULTS.withCache(Optional.of(Path.of(args[0])));
            var spec = ProcessPoolTest.spec(1, new TestRelay()).withChildren(options);
            try (PoolProbe probe = new PoolProbe(Pools.open("process", spec))) {
                Eventually.until(
                        Duration.ofSeconds(60),
                        "an archive",
                        () -> !archives(args[0]).isEmpty());
                assertThat(PoolProbe.value(probe.run("tasks.maps"))).doesNotContain(args[0]);
            }
            try (PoolProbe probe = new PoolProbe(Pools.open("process", spec))) {
                assertThat(PoolProbe.value(probe.run("tasks.maps")))
                        .contains(archives(args[0]).get(0));
            }
            System.out.println("SHARED");
        }

        private static List<String> archives(String folder) {
            File[] files = Path.of(folder).toFile().listFiles((dir, name) -> name.endsWith(".jsa"));
            return files == null
                    ? List.of()
                    : Stream.of(files).map(File::getPath).toList();
        }
    }

    @Test
    void childrenShareTheArchiveThatTheFirstStartMade() throws IOException, InterruptedException {
        List<String> classPath = new ArrayList<>();
        String own = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : own.split(File.pathSeparator)) {
            Path path = Path.of(entry);
            boolean main = Files.isDirectory(path) && path.endsWith("target/classes");
            classPath.add(main ? packed(path).toString() : entry);
        }
        Path log = temp.resolve("log");
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        String.join(File.pathSeparator, classPath),
                        Parent.class.getName(),
                        cache.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        parent.waitFor();
        assertThat(Files.readString(log, StandardCharsets.UTF_8))
                .contains("SHARED")
                .doesNotContain("[cds");
        assertThat(cache.toFile().list()).hasSize(1);
    }

    private Path packed(Path classes) throws IOException {
        Path target = Files.createTempFile(temp, "classes", ".jar");
        try (OutputStream out = Files.newOutputStream(target);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                entries.write(Files.readAllBytes(file));
            }
        }
        return target;
    }
}
