package dev.lovage.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.Signature;
import dev.lovage.TaskFailedException;
import dev.lovage.examples.LovageWorker;
import dev.lovage.testkit.CeleryPeer;
import dev.lovage.testkit.RedisServer;
import dev.lovage.testkit.ServerProcess;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisInteropTest extends CeleryInteropContract {

    private RedisServer redis;

    @BeforeEach
    void start() {
        redis = RedisServer.start();
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @Test
    void aCeleryClientsTimeLimitsHoldHereAndRaiseItsOwnExceptions() {
        try (CeleryPeer celery = new CeleryPeer(broker(), backend());
                LovageWorker worker = startWorker(ServerProcess.temporaryFolder("ledger"))) {
            assertThat(celery.run(Duration.ofSeconds(60), "limits", "2"))
                    .isEqualTo("{\"soft\": [\"billiard.exceptions\", \"SoftTimeLimitExceeded\", [], \"FAILURE\"], "
                            + "\"hard\": [\"billiard.exceptions\", \"TimeLimitExceeded\", [2], \"FAILURE\"]}");
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void aLovageClientsTimeLimitsHoldInACeleryWorker() {
        try (CeleryPeer celery = new CeleryPeer(broker(), backend());
                Lovage app = Lovage.builder("interop")
                        .broker(broker())
                        .backend(backend())
                        .build()) {
            celery.startWorker(2, "prefork");
            Signature<Object> linger = app.signature("tasks.linger").args(false);
            AsyncResult<Object> soft = linger.applyAsync(o -> o.softTimeLimit(Duration.ofSeconds(1)));
            AsyncResult<Object> hard = linger.applyAsync(o -> o.timeLimit(Duration.ofSeconds(2)));
            assertThat(soft.get(Duration.ofSeconds(30))).isEqualTo("cleaned up");
            assertThatThrownBy(() -> hard.get(Duration.ofSeconds(30)))
                    .isInstanceOfSatisfying(
                            TaskFailedException.class,
                            failure -> assertThat(failure.remoteType()).isEqualTo("TimeLimitExceeded"));
        }
    }

    @Override
    String broker() {
        return redis.url();
    }

    @Override
    String backend() {
        return redis.url();
    }
}
