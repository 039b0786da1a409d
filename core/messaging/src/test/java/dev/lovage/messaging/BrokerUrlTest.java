package dev.lovage.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerUrlTest {

    @Test
    void allPartsAreReadAndDecoded() {
        BrokerUrl url = BrokerUrl.parse("amqps://bob:p%40ss%2Fword@[::1]:5671/my%2Fhost?heartbeat=5&x=");
        assertThat(url.scheme()).isEqualTo("amqps");
        assertThat(url.user()).contains("bob");
        assertThat(url.password()).contains("p@ss/word");
        assertThat(url.host()).isEqualTo("::1");
        assertThat(url.port()).isEqualTo(5671);
        assertThat(url.path()).isEqualTo("/my/host");
        assertThat(url.query()).containsEntry("heartbeat", "5").containsEntry("x", "");
    }

    @Test
    void aBareSchemeWillDo() {
        BrokerUrl url = BrokerUrl.parse("redis");
        assertThat(url.hostOr("localhost")).isEqualTo("localhost");
        assertThat(url.portOr(6379)).isEqualTo(6379);
        assertThat(BrokerUrl.parse("amqp://").path()).isEmpty();
    }

    @Test
    void aPasswordWithARawSlashIsNotTakenForAPath() {
        BrokerUrl url = BrokerUrl.parse("redis://:se/cret@host:6379/2");
        assertThat(url.password()).contains("se/cret");
        assertThat(url.host()).isEqualTo("host");
        assertThat(url.path()).isEqualTo("/2");
    }

    @ParameterizedTest
    @CsvSource({
        "redis://:secret@host:1/0, redis://:**@host:1/0",
        "amqp://bob:secret@host//, amqp://bob:**@host//",
        "redis://host/0?password=secret&a=1, redis://host/0?password=**&a=1",
        "sqla+sqlite:////tmp/x.db, sqla+sqlite:////tmp/x.db",
    })
    void noPasswordIsEverShown(String url, String shown) {
        assertThat(BrokerUrl.parse(url)).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "://x", "redis://h:secret", "redis://:secret@h:99999", "amqp://secret%zz@h", "1:2"})
    void anErrorHasNoPasswordInIt(String url) {
        assertThatThrownBy(() -> BrokerUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void anUnknownTransportIsSuggestedARightOne() {
        assertThatThrownBy(() -> Brokers.open("memroy://", BrokerOptions.defaults()))
                .isInstanceOf(UnknownTransportException.class)
                .hasMessageContaining("Did you mean 'memory://'?");
    }
}
