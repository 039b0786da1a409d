package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;

/** What a build makes of a source file. */
public final class BuiltClasses {

    private BuiltClasses() {}

    /** Compiles a file, on the class path of the tests, into a folder that it makes if need be. */
    public static void into(Path folder, Path source) throws IOException {
        Files.createDirectories(folder);
        int failures = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        source.toString());
        assertThat(failures).isZero();
    }
}
