package dev.lovage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.Signature;
import dev.lovage.TaskFailedException;
import dev.lovage.testkit.CeleryPeer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Celery worker that runs what we send, with queues and results in one SQLite file. */
@Timeout(120)
class CeleryWorkerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void aCeleryWorkerRunsWhatWeSendAndWeHaveItsResults() {
        String file = "sqlite:///" + folder.resolve("celery.db");
        try (CeleryPeer celery = new CeleryPeer("sqla+" + file, "db+" + file);
                Lovage app = Lovage.builder("tasks").broker("sqla+" + file).backend("db+" + file).build()) {
            celery.startWorker(1, "solo");
            List<Signature<Integer>> calls = IntStream.range(0, 100)
                    .mapToObj(i -> app.signature("tasks.add").args(i, 1).returning(Integer.class))
                    .toList();

            List<AsyncResult<Integer>> results = app.sendAll(calls);
            AsyncResult<BigDecimal> half = app.signature("tasks.half")
                    .args(new BigDecimal("3.50"))
                    .returning(BigDecimal.class)
                    .delay();
            AsyncResult<?> failing =
                    app.signature("tasks.fail").kwarg("message", "no \u00e6").delay();

            for (int i = 0; i < 100; i++) {
                assertThat(results.get(i).get(PATIENCE)).isEqualTo(i + 1);
            }
            assertThat(half.get(PATIENCE)).isEqualTo(new BigDecimal("1.75"));
            assertThatThrownBy(() -> failing.get(PATIENCE))
                    .isInstanceOf(TaskFailedException.class)
                    .hasMessageContaining("ValueError")
                    .hasMessageContaining("no \u00e6");
            assertThat(celery.ledger()).hasSize(100).doesNotHaveDuplicates();
        }
    }
}
