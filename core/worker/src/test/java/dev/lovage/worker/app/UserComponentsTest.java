package dev.lovage.worker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.worker.BuiltClasses;
import dev.lovage.worker.step.ComponentLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserComponentsTest {

    @TempDir
    Path folder;

    @Test
    void whatComponentsWereLoadedFromIsClosed() throws IOException {
        Path classes = compile("One", "Two");
        Runnable one;
        try (ComponentLoader.Loader loader = new UserComponents().open(List.of(classes.toString()), List.of())) {
            one = loader.make("worker_steps", "One", Runnable.class);
        }
        one.run();
        ClassLoader closed = one.getClass().getClassLoader();
        assertThat(closed).isNotSameAs(UserComponents.class.getClassLoader());
        assertThatThrownBy(() -> closed.loadClass("Two")).isInstanceOf(ClassNotFoundException.class);
    }

    private Path compile(String... names) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        for (String name : names) {
            Path source = Files.writeString(
                    folder.resolve(name + ".java"),
                    "public class " + name + " implements Runnable { @Override public void run() {} }");
            BuiltClasses.into(classes, source);
        }
        return classes;
    }
}
