package dev.lovage.examples.steps;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteRawMessagesTest extends RawMessagesContract {

    @TempDir
    Path folder;

    @Override
    String broker() {
        return "sqla+sqlite:///" + folder.resolve("queue.sqlite");
    }
}
