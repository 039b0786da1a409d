package dev.lovage.redis;

import dev.lovage.messaging.BrokerUrl;
import java.util.Optional;

/** Where a Redis database is and who asks, from a URL in kombu's form. Its text never shows the password. */
record RedisAddress(
        String host,
        int port,
        Optional<String> user,
        Optional<String> password,
        int database,
        boolean tls,
        String shown) {

    static RedisAddress of(BrokerUrl url) {
        return new RedisAddress(
                url.hostOr("localhost"),
                url.portOr(6379),
                url.user(),
                url.password(),
                database(url),
                url.scheme().equals("rediss"),
                url.redacted());
    }

    private static int database(BrokerUrl url) {
        String path = url.path().startsWith("/") ? url.path().substring(1) : url.path();
        String text = path.isEmpty() ? url.query().getOrDefault("virtual_host", "0") : path;
        if (!text.matches("\\d{1,6}")) {
            throw new IllegalArgumentException("The database in " + url.redacted()
                    + " must be a number, as in redis://localhost:6379/0, was '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    @Override
    public String toString() {
        return shown;
    }
}
