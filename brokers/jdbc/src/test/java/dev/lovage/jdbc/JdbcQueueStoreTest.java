package dev.lovage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.virtual.Binding;
import dev.lovage.messaging.virtual.Claim;
import dev.lovage.messaging.virtual.Push;
import dev.lovage.messaging.virtual.QueueStore;
import dev.lovage.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcQueueStoreTest {

    @TempDir
    Path folder;

    private QueueStore store;
    private QueueStore other;

    @BeforeEach
    void open() {
        store = Stores.open(folder.resolve("q.db"));
        other = Stores.open(folder.resolve("q.db"));
    }

    @AfterEach
    void close() {
        store.close();
        other.close();
    }

    @Test
    void messagesComeInTheOrderTheyWereSentAndToOneTakerOnly() {
        Stores.push(store, "q", 0, 10);

        assertThat(Stores.bodies(other.claim(List.of("q"), 4))).containsExactly("m0", "m1", "m2", "m3");
        assertThat(Stores.bodies(store.claim(List.of("q"), 100))).containsExactly("m4", "m5", "m6", "m7", "m8", "m9");
        assertThat(other.claim(List.of("q"), 1)).isEmpty();
    }

    @Test
    void theFirstQueueThatHasSomethingIsServed() {
        Stores.push(store, "b", 0, 2);

        assertThat(store.claim(List.of("a", "b"), 10)).extracting(Claim::queue).containsExactly("b", "b");
    }

    @Test
    void whatIsSettledIsGoneAndSettlingAgainIsAnsweredAsLost() {
        Stores.push(store, "q", 0, 2);
        List<Claim> claims = store.claim(List.of("q"), 2);

        assertThat(store.settle(claims)).isEmpty();
        assertThat(store.settle(claims)).containsExactlyElementsOf(claims);
        assertThat(store.restore(claims)).containsExactlyElementsOf(claims);
        assertThat(store.renew(claims)).containsExactlyElementsOf(claims);
        assertThat(store.restoreExpired()).isZero();
        assertThat(store.size("q")).isZero();
    }

    @Test
    void whatIsPutBackComesFirstMarkedAndCounted() {
        Stores.push(store, "q", 0, 3);
        Claim first = store.claim(List.of("q"), 1).get(0);
        assertThat(first.deliveryCount()).isZero();

        assertThat(store.restore(List.of(first))).isEmpty();
        Claim again = other.claim(List.of("q"), 1).get(0);

        assertThat(Stores.body(again)).isEqualTo("m0");
        assertThat(again.deliveryCount()).isEqualTo(1);
        assertThat(again.lease()).isNotEqualTo(first.lease());
        assertThat(Stores.text(again).replace(" ", ""))
                .contains("\"routing_key\":\"q\",\"redelivered\":true")
                .contains("12345678901234567890");
        assertThat(store.settle(List.of(first))).containsExactly(first);
        assertThat(other.settle(List.of(again))).isEmpty();
    }

    @Test
    void aLeaseThatIsNotRenewedEnds() {
        try (QueueStore hasty = Stores.open(folder.resolve("q.db"), Map.of("visibility_timeout", 0.3))) {
            Stores.push(store, "q", 0, 2);
            Claim dropped = hasty.claim(List.of("q"), 1).get(0);
            Claim kept = store.claim(List.of("q"), 1).get(0);

            Eventually.until(Duration.ofSeconds(3), "it is put back", () -> other.restoreExpired() == 1);

            assertThat(hasty.settle(List.of(dropped))).containsExactly(dropped);
            assertThat(other.claim(List.of("q"), 9)).singleElement().satisfies(claim -> {
                assertThat(claim.deliveryCount()).isEqualTo(1);
                assertThat(Stores.body(claim)).isEqualTo("m0");
            });
            assertThat(store.settle(List.of(kept))).isEmpty();
        }
    }

    @Test
    void aRenewedLeaseHolds() {
        try (QueueStore hasty = Stores.open(folder.resolve("q.db"), Map.of("visibility_timeout", 0.5))) {
            Stores.push(store, "q", 0, 1);
            List<Claim> claims = hasty.claim(List.of("q"), 1);
            int[] rounds = {0};
            Eventually.until(Duration.ofSeconds(5), "ten looks over three leases", () -> {
                assertThat(hasty.renew(claims)).isEmpty();
                assertThat(other.restoreExpired()).isZero();
                return ++rounds[0] == 500;
            });
            assertThat(hasty.settle(claims)).isEmpty();
        }
    }

    @Test
    void whatIsTakenWithoutALeaseIsForgotten() {
        Stores.push(store, "q", 0, 3);

        assertThat(Stores.bodies(store.take(List.of("q"), 2))).containsExactly("m0", "m1");
        assertThat(store.size("q")).isEqualTo(1);
    }

    @Test
    void purgeLeavesWhatIsHandedOutAndDeleteDoesNot() {
        Stores.push(store, "q", 0, 5);
        List<Claim> claims = store.claim(List.of("q"), 2);

        assertThat(store.size("q")).isEqualTo(3);
        assertThat(store.purge("q")).isEqualTo(3);
        assertThat(store.renew(claims)).isEmpty();
        store.delete("q");
        assertThat(store.renew(claims)).hasSize(2);
        assertThat(store.size("q")).isZero();
        store.delete("q");
        assertThat(store.purge("q")).isZero();
    }

    @Test
    void bindingsAreSeenByAllAndGoWithTheQueue() {
        Exchange exchange = Exchange.direct("x");
        store.bind(exchange, "key", "q");
        store.bind(exchange, "key", "q");

        assertThat(other.bindings(exchange)).containsExactly(new Binding("key", "q"));
        other.delete("q");
        assertThat(store.bindings(exchange)).isEmpty();
    }

    @Test
    void anEntryThatIsNoEnvelopeIsKeptAsItIs() {
        byte[] junk = "no envelope \u00e6".getBytes(StandardCharsets.UTF_8);
        store.push(List.of(new Push("q", 0, junk)));

        store.restore(store.claim(List.of("q"), 1));

        assertThat(store.claim(List.of("q"), 1)).singleElement().satisfies(claim -> {
            assertThat(claim.envelope()).isEqualTo(junk);
            assertThat(claim.deliveryCount()).isEqualTo(1);
        });
    }
}
