package dev.lovage.worker.pool;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lovage.worker.Outcome;
import dev.lovage.worker.channel.ChannelException;
import java.time.Duration;
import java.util.List;

/** The outcome of a request that can't even be handed to a child: its message is too large or nested too deep. */
final class Unsendable {

    private Unsendable() {}

    static Outcome outcome(ChannelException problem) {
        // The messages of that exception are our own words and need no escaping.
        String value = "{\"exc_type\": \"DecodeError\", \"exc_message\": [\"" + problem.getMessage()
                + "\"], \"exc_module\": \"kombu.exceptions\"}";
        return new Outcome.Failed(
                value.getBytes(UTF_8),
                "DecodeError: " + problem.getMessage(),
                "",
                Outcome.Cause.UNDECODABLE,
                List.of(),
                List.of(),
                Duration.ZERO);
    }
}
