package dev.lovage.jdbc;

import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUrl;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.virtual.Claim;
import dev.lovage.messaging.virtual.Push;
import dev.lovage.messaging.virtual.QueueStore;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.ResultBackendOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What the tests of the store have in common. */
final class Stores {

    private Stores() {}

    static QueueStore open(Path file, Map<String, Object> options) {
        return JdbcBrokerProvider.store(
                BrokerUrl.parse("sqla+sqlite:///" + file),
                BrokerOptions.defaults().withTransportOptions(options));
    }

    static QueueStore open(Path file) {
        return open(file, Map.of());
    }

    static ResultBackend openResults(Path file) {
        ResultBackendOptions options = new ResultBackendOptions(
                Duration.ofDays(1),
                true,
                false,
                ZoneOffset.UTC,
                Map.of(),
                () -> {
                    throw new AssertionError("The database has no business with the broker");
                },
                Clock.system());
        return new JdbcResultBackendProvider().open(List.of(BrokerUrl.parse("db+sqlite:///" + file)), options);
    }

    /** An envelope as kombu writes it, around a JSON text. */
    static byte[] envelope(String body) {
        return ("{\"body\": \"" + body + "\", \"content-encoding\": \"utf-8\", \"content-type\": \"application/json\","
                        + " \"headers\": {\"n\": 12345678901234567890}, \"properties\": {\"delivery_tag\": \"" + body
                        + "\", \"delivery_info\": {\"exchange\": \"\", \"routing_key\": \"q\"}, \"priority\": 0}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    static void push(QueueStore store, String queue, int from, int to) {
        store.push(IntStream.range(from, to)
                .mapToObj(i -> new Push(queue, 0, envelope("m" + i)))
                .toList());
    }

    /** The body that {@link #envelope} put in. */
    static String body(Claim claim) {
        return text(claim).replaceAll("(?s)^\\{\"body\": ?\"([^\"]*)\".*$", "$1");
    }

    static List<String> bodies(List<Claim> claims) {
        return claims.stream().map(Stores::body).toList();
    }

    static String text(Claim claim) {
        return new String(claim.envelope(), StandardCharsets.UTF_8);
    }
}
