package dev.lovage.examples.interop;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteInteropTest extends CeleryInteropContract {

    @TempDir
    Path folder;

    @Override
    String broker() {
        return "sqla+sqlite:///" + folder.resolve("queue.sqlite");
    }

    @Override
    String backend() {
        return "db+sqlite:///" + folder.resolve("results.sqlite");
    }
}
