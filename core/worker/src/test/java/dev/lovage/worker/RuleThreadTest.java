package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.settings.AutoscaleRange;
import dev.lovage.worker.scale.AutoscaleRule;
import dev.lovage.worker.scale.QueueDepths;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RuleThreadTest {

    private static final Autoscaler.Snapshot LOAD = new Autoscaler.Snapshot(2, 2, 5);

    private static final QueueDepths NONE = new QueueDepths() {
        @Override
        public Set<String> names() {
            return Set.of();
        }

        @Override
        public long depth(String queue) {
            return 0;
        }
    };

    private static int ask(AutoscaleRule rule) throws Exception {
        RuleThread thread = new RuleThread(rule, () -> ZonedDateTime.parse("2026-11-23T12:00:00Z"), () -> NONE);
        try {
            return thread.ask(LOAD, new AutoscaleRange(10, 1))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        } finally {
            thread.close();
        }
    }

    @Test
    void aRuleSeesTheLoad() throws Exception {
        assertThat(ask(load -> load.reserved() * 100 + load.max())).isEqualTo(710);
    }

    @Test
    void whateverARuleThrowsIsAnAnswer() {
        for (Throwable thrown : new Throwable[] {
            new IllegalStateException("no"), new IOException("no"), new StackOverflowError("no"), new Throwable("no")
        }) {
            assertThatThrownBy(() -> ask(load -> RuleThreadTest.<RuntimeException>sneaky(thrown)))
                    .isInstanceOf(ExecutionException.class)
                    .hasCause(thrown);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> int sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
