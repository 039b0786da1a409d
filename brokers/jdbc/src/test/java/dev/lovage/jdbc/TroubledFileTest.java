package dev.lovage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.BrokerUrl;
import dev.lovage.messaging.virtual.QueueStore;
import dev.lovage.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said, and what goes on, when something is wrong with the file. */
@Timeout(60)
class TroubledFileTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void prepare() {
        file = folder.resolve("q.db");
    }

    @Test
    void aFileThatIsNoDatabaseIsLeftAlone() throws Exception {
        String text = "My diary. ".repeat(1000);
        Files.writeString(file, text);
        try (QueueStore store = Stores.open(file)) {
            assertThatThrownBy(() -> store.connect(Duration.ofSeconds(1)))
                    .isExactlyInstanceOf(BrokerException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("no SQLite database");
        }
        assertThat(Files.readString(file)).isEqualTo(text);
    }

    @Test
    void theLastFolderIsMadeAndMissingOnesAboveAreNamed() {
        try (QueueStore store = Stores.open(folder.resolve(".lovage/q.db"))) {
            store.connect(Duration.ofSeconds(1));
        }
        assertThat(folder.resolve(".lovage/q.db")).exists();
        try (QueueStore store = Stores.open(folder.resolve("a/b/q.db"))) {
            assertThatThrownBy(() -> store.connect(Duration.ofSeconds(1)))
                    .isInstanceOf(BrokerUnavailableException.class)
                    .hasMessageContaining("there is no folder " + folder.resolve("a/b"));
        }
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void whoeverHoldsTheFileTooLongIsAnOutageNotALoss() throws Exception {
        try (QueueStore store = Stores.open(file, Map.of("busy_timeout", "0.3"));
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            store.connect(Duration.ofSeconds(1));
            statement.execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> Stores.push(store, "q", 0, 1))
                    .isInstanceOf(BrokerUnavailableException.class)
                    .hasMessageContaining("stayed locked")
                    .hasMessageContaining("busy_timeout");
            assertThat(store.size("q")).isZero();
            statement.execute("ROLLBACK");

            Stores.push(store, "q", 0, 1);
            assertThat(store.size("q")).isEqualTo(1);
        }
    }

    @Test
    void aFileRemovedInUseIsSaidOnceAndMadeAnew() throws Exception {
        try (QueueStore store = Stores.open(file)) {
            Stores.push(store, "q", 0, 3);
            remove();

            assertThatThrownBy(() -> Stores.push(store, "q", 3, 4))
                    .isInstanceOf(BrokerUnavailableException.class)
                    .hasMessageContaining("was removed");
            Stores.push(store, "q", 4, 5);

            try (QueueStore other = Stores.open(file)) {
                assertThat(Stores.bodies(other.claim(List.of("q"), 10))).containsExactly("m4");
            }
        }
    }

    @Test
    void aFileReplacedInUseIsNoticedByWhoeverWaits() throws Exception {
        try (QueueStore store = Stores.open(file)) {
            Stores.push(store, "other", 0, 1);
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> awaitMessage(store));
            Eventually.until(Duration.ofSeconds(5), "it waits", () -> !waiting.isDone());
            Path replacement = folder.resolve("new.db");
            try (QueueStore fresh = Stores.open(replacement)) {
                Stores.push(fresh, "q", 7, 8);
            }
            remove();
            Files.move(replacement, file);

            waiting.get(10, TimeUnit.SECONDS);
            assertThat(Stores.bodies(store.claim(List.of("q"), 10))).containsExactly("m7");
        }
    }

    @Test
    void closingEndsAWait() throws Exception {
        QueueStore store = Stores.open(file);
        store.connect(Duration.ofSeconds(1));
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            try {
                store.await(List.of("q"), Duration.ofMinutes(5));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        store.close();
        store.close();
        assertThat(waiting.handle((nothing, failure) -> true)).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void urlsAndOptionsThatCanNotBeAreRefusedWithAReason() {
        refused("sqla+sqlite:///:memory:", Map.of(), "memory://");
        refused("sqla+sqlite://", Map.of(), "memory://");
        refused("sqla+sqlite://host/file.db", Map.of(), "sqla+sqlite:////folder/file.db");
        refused("sqla+sqlite:///q.db", Map.of("synchronous", "maybe"), "'normal' or 'full'");
        refused("sqla+sqlite:///q.db", Map.of("visibility_timeout", "soon"), "number of seconds");
        refused("sqla+sqlite:///q.db", Map.of("visibility_timeout", 0), "above 0");
        refused("sqla+sqlite:///q.db", Map.of("queue_tablename", "q; DROP TABLE x"), "queue_tablename");
    }

    @Test
    void otherTableNamesAreOtherQueues() {
        Map<String, Object> names = Map.of("queue_tablename", "my_queue", "message_tablename", "my_message");
        try (QueueStore store = Stores.open(file);
                QueueStore renamed = Stores.open(file, names)) {
            Stores.push(renamed, "q", 0, 1);
            assertThat(store.claim(List.of("q"), 1)).isEmpty();
            assertThat(renamed.settle(renamed.claim(List.of("q"), 1))).isEmpty();
        }
    }

    private static void refused(String url, Map<String, Object> options, String reason) {
        assertThatThrownBy(() -> JdbcBrokerProvider.store(
                        BrokerUrl.parse(url), BrokerOptions.defaults().withTransportOptions(options)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static void awaitMessage(QueueStore store) {
        try {
            while (true) {
                try {
                    store.await(List.of("q"), Duration.ofMinutes(5));
                    return;
                } catch (BrokerUnavailableException e) {
                    assertThat(e).hasMessageContaining("while it was in use");
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void remove() throws Exception {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(folder.resolve("q.db" + suffix));
        }
    }
}
