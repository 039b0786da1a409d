package dev.lovage.examples.stopping;

import dev.lovage.examples.LovageWorker;
import dev.lovage.testkit.RedisServer;
import java.util.Map;
import java.util.stream.Stream;

/** A worker with one slot whose tasks are naps. */
final class NapWorker {

    private NapWorker() {}

    static LovageWorker start(RedisServer redis, Map<String, String> environment, String... more) {
        Stream<String> line = Stream.of(
                "-A",
                LovageWorker.resource("/stopping/Naps.java").toString(),
                "-b",
                redis.url(),
                "--result-backend",
                redis.url(),
                "-c",
                "1",
                "-l",
                "info");
        return LovageWorker.start(
                environment, Stream.concat(line, Stream.of(more)).toArray(String[]::new));
    }
}
