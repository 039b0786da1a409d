package dev.lovage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.cli.Typed.Outcome;
import dev.lovage.testkit.ServerProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that need no worker, on the embedded broker. */
class QueueCommandsTest {

    @TempDir
    Path folder;

    @Test
    void aCallPrintsItsIdAlone() {
        Outcome call = typed().types("call", "tasks.add", "2", "2");

        assertThat(call.code()).isZero();
        assertThat(call.out()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\R");
        assertThat(typed().types("call", "tasks.add", "2", "2", "--json").out()).startsWith("{\"id\": \"");
    }

    @Test
    void statusCountsWhatWaits() {
        typed().types("call", "tasks.add", "2", "2");
        typed().types("call", "tasks.add", "2", "2", "--queue", "slow");

        Outcome status = typed().types("status");

        assertThat(status.code()).isZero();
        assertThat(status.out()).contains("sqla+sqlite://", "reachable", "celery       1", "lovage.dead  0");
        assertThat(typed().types("status", "--json", "-Q", "slow,celery").out())
                .contains("\"queues\": {\"slow\": 1, \"celery\": 1}")
                .contains("\"reachable\": true");
    }

    @Test
    void statusOfABrokerThatIsNotThereExitsAsUnavailable() {
        String url = "redis://:s3cret@127.0.0.1:" + ServerProcess.freePort() + "/0";

        Outcome status = typed().types("-b", url, "--set", "broker_connection_timeout=1", "status");

        assertThat(status.code()).isEqualTo(69);
        assertThat(status.out()).contains("unreachable");
        assertThat(status.out() + status.err()).doesNotContain("s3cret");
        Outcome call = typed().types("-b", url, "--set", "broker_connection_timeout=1", "call", "tasks.add", "1");
        assertThat(call.code()).isEqualTo(69);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).contains("127.0.0.1").doesNotContain("s3cret", "    at ");
    }

    @Test
    void purgeRemovesWhatWaits() {
        typed().types("call", "tasks.add", "2", "2");
        typed().types("call", "tasks.add", "2", "2");

        Outcome purge = typed().types("purge", "-f");

        assertThat(purge.code()).isZero();
        assertThat(purge.out()).contains("Purged 2 messages from 1 queue.");
        assertThat(typed().types("purge", "-f").out()).contains("No messages purged from 1 queue.");
        assertThat(typed().types("purge", "-f", "--json", "-Q", "celery,slow", "-X", "slow")
                        .out())
                .isEqualToIgnoringNewLines("{\"celery\": 0}");
    }

    @Test
    void purgeAsksSomebodyFirst() {
        typed().types("call", "tasks.add", "2", "2");

        Outcome nobody = typed().types("purge");
        assertThat(nobody.code()).isEqualTo(2);
        assertThat(nobody.err()).contains("Add -f");

        Outcome no = typed().answering("").types("purge");
        assertThat(no.code()).isEqualTo(1);
        assertThat(no.err()).contains("Remove 1 message from celery", "Nothing was removed");

        assertThat(typed().answering("y").types("purge").out()).contains("Purged 1 message");
    }

    @Test
    void aResultThatNobodyKnowsIsPending() {
        Outcome result = typed().types("result", "no-such-id");

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .isEqualToIgnoringNewLines(
                        "PENDING (unknown to the backend: never sent, expired, or sent with ignore_result)");
        assertThat(typed().types("result", "no-such-id", "--json").out())
                .isEqualToIgnoringNewLines("{\"id\": \"no-such-id\", \"state\": \"PENDING\"}");
    }

    @Test
    void waitingForAResultThatNeverComesEndsAtTheTimeout() {
        Outcome result = typed().types("result", "no-such-id", "--wait", "--timeout", "0.2");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("no result within 0.2 s", "PENDING");
    }

    @Test
    void waitingWithoutAResultStoreSaysWhatToSet() {
        Outcome call = typed().types("-b", "memory://", "call", "tasks.add", "2", "2", "--wait");

        assertThat(call.code()).isEqualTo(2);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).contains("--result-backend");
    }

    private Typed typed() {
        return new Typed(folder);
    }
}
