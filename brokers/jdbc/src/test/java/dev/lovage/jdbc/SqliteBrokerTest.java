package dev.lovage.jdbc;

import dev.lovage.testkit.BrokerContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteBrokerTest extends BrokerContract {

    @TempDir
    Path folder;

    @Override
    protected String url() {
        return "sqla+sqlite:///" + folder.resolve("broker.db");
    }
}
