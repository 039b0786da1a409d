package dev.lovage.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The broker of those who configured none: a SQLite file in the working directory. */
public final class Embedded {

    private static final String FOLDER = ".lovage";

    private Embedded() {}

    /** The file, whether it is there or not. */
    public static Path file(Path folder) {
        return folder.toAbsolutePath().normalize().resolve(FOLDER).resolve("lovage.sqlite");
    }

    /** Makes the folder that the file goes to, and keeps it out of version control. */
    public static void prepare(Path folder) {
        Path home = folder.toAbsolutePath().normalize().resolve(FOLDER);
        try {
            Files.createDirectories(home);
            Path ignore = home.resolve(".gitignore");
            if (!Files.exists(ignore)) {
                Files.writeString(ignore, "*\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The embedded broker needs the folder " + home
                            + ", which can't be made. Set broker_url, or start elsewhere",
                    e);
        }
    }

    static String brokerUrl(Path folder) {
        return "sqla+sqlite:///" + escaped(folder);
    }

    static String resultUrl(Path folder) {
        return "db+sqlite:///" + escaped(folder);
    }

    private static String escaped(Path folder) {
        return file(folder).toString().replace("%", "%25").replace("?", "%3F").replace(";", "%3B");
    }
}
