package dev.lovage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.virtual.Claim;
import dev.lovage.messaging.virtual.Envelope;
import dev.lovage.messaging.virtual.Push;
import dev.lovage.messaging.virtual.QueueStore;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kombu in Python and this store on one file. */
@Timeout(60)
class KombuInteropTest {

    @TempDir
    Path folder;

    private Path file;
    private SqlPeer kombu;

    @BeforeEach
    void prepare() {
        file = folder.resolve("q.db");
        kombu = new SqlPeer(file);
    }

    @Test
    void weTakeWhatKombuSentInTablesThatItMade() throws Exception {
        kombu.run("send", "0", "3");
        Map<String, String> theirs = schema();

        try (QueueStore store = Stores.open(file)) {
            List<Claim> claims = store.claim(List.of("q"), 10);
            assertThat(claims.stream().map(KombuInteropTest::body))
                    .containsExactly("{\"n\": 0}", "{\"n\": 1}", "{\"n\": 2}");
            assertThat(kombu.run("drain", "now")).containsExactly("ready", "taken 0");
            store.restore(claims.subList(0, 2));
            store.settle(claims.subList(2, 3));
            assertThat(kombu.run("drain", "now")).containsExactly("ready", "{\"n\": 0}", "{\"n\": 1}", "taken 2");

            // What kombu took is its own: never handed out here, nor put back, nor counted.
            assertThat(store.restoreExpired()).isZero();
            assertThat(store.claim(List.of("q"), 10)).isEmpty();
            assertThat(store.size("q")).isZero();
        }
        assertThat(schema()).containsAllEntriesOf(theirs);
    }

    @Test
    void kombuTakesWhatWeSentInTablesThatWeMadeAsItWouldHave() throws Exception {
        try (QueueStore store = Stores.open(file)) {
            store.push(IntStream.range(0, 3).mapToObj(KombuInteropTest::push).toList());
            Claim held = store.claim(List.of("q"), 1).get(0);

            assertThat(kombu.run("drain", "now")).containsExactly("ready", "{\"n\": 1}", "{\"n\": 2}", "taken 2");
            assertThat(store.settle(List.of(held))).isEmpty();
        }
        Map<String, String> ours = schema();
        file = folder.resolve("theirs.db");
        kombu = new SqlPeer(file);
        kombu.run("send", "0", "1");
        assertThat(ours).containsAllEntriesOf(schema());
    }

    @Test
    void bothTakingAtOnceTakeEachMessageOnce() throws Exception {
        List<String> taken = new ArrayList<>();
        try (QueueStore store = Stores.open(file)) {
            store.connect(Duration.ofSeconds(4));
            store.push(IntStream.range(0, 600).mapToObj(KombuInteropTest::push).toList());
            Process python = kombu.start("drain", "on-demand");
            try (BufferedReader output = python.inputReader(StandardCharsets.UTF_8)) {
                assertThat(output.readLine()).isEqualTo("ready");
                python.outputWriter().append("go\n").flush();
                String first = output.readLine();
                taken.add(first);
                List<Claim> claims = store.claim(List.of("q"), 1);
                while (!claims.isEmpty()) {
                    claims.forEach(claim -> taken.add(body(claim)));
                    store.settle(claims);
                    claims = store.claim(List.of("q"), 1);
                }
                output.lines().filter(line -> line.startsWith("{")).forEach(taken::add);
            } finally {
                python.destroyForcibly();
            }
            assertThat(store.size("q")).isZero();
        }
        assertThat(taken)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 600)
                        .mapToObj(n -> "{\"n\": " + n + "}")
                        .toList());
    }

    private static Push push(int number) {
        byte[] body = ("{\"n\": " + number + "}").getBytes(StandardCharsets.UTF_8);
        dev.lovage.messaging.Message message =
                new dev.lovage.messaging.Message(body, "application/json", "utf-8", Map.of(), Map.of());
        return new Push("q", 0, Envelope.encode(message, "", "q", "tag-" + number));
    }

    private static String body(Claim claim) {
        return new String(Envelope.decode(claim.envelope()).message().body(), StandardCharsets.UTF_8);
    }

    /** The definitions of Kombu's tables and indexes as they stand in the file. */
    private Map<String, String> schema() throws Exception {
        Map<String, String> schema = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT name, sql FROM sqlite_master WHERE name LIKE '%kombu%' AND name NOT LIKE '%lovage%'")) {
            while (rows.next()) {
                schema.put(rows.getString(1), String.valueOf(rows.getString(2)));
            }
        }
        return schema;
    }
}
