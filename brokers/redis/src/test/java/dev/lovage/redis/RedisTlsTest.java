package dev.lovage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.BrokerUrl;
import dev.lovage.messaging.virtual.Push;
import dev.lovage.testkit.RedisServer;
import dev.lovage.testkit.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisTlsTest {

    private static final Path CERTIFICATE = file("tls-cert.pem");
    private static final int PORT = ServerProcess.freePort();

    private static RedisServer redis;

    @BeforeAll
    static void startServer() {
        redis = RedisServer.start(
                "--tls-port",
                Integer.toString(PORT),
                "--tls-cert-file",
                CERTIFICATE.toString(),
                "--tls-key-file",
                file("tls-key.pem").toString(),
                "--tls-auth-clients",
                "no",
                "--tls-ca-cert-file",
                CERTIFICATE.toString());
    }

    @AfterAll
    static void stopServer() {
        redis.close();
    }

    @Test
    void aServerThatTheGivenAuthorityVouchesForIsTrusted() throws Exception {
        try (RedisQueueStore store = open("localhost", Map.of("ssl_ca_certs", CERTIFICATE.toString()))) {
            store.connect(Duration.ofSeconds(5));
            store.push(List.of(new Push("q", 0, "{}".getBytes(StandardCharsets.UTF_8))));
            store.await(List.of("q"), Duration.ofSeconds(5));
            assertThat(store.take(List.of("q"), 1)).hasSize(1);
        }
    }

    @Test
    void aStrangerIsNotTrusted() {
        try (RedisQueueStore store = open("localhost", Map.of())) {
            assertThatThrownBy(() -> store.connect(Duration.ofSeconds(5)))
                    .isInstanceOf(BrokerUnavailableException.class);
        }
    }

    @Test
    void theHostNameIsCheckedUnlessToldNotTo() {
        Map<String, Object> trusted = Map.of("ssl_ca_certs", CERTIFICATE.toString());
        try (RedisQueueStore store = open("127.0.0.1", trusted)) {
            assertThatThrownBy(() -> store.connect(Duration.ofSeconds(5)))
                    .isInstanceOf(BrokerUnavailableException.class);
        }
        try (RedisQueueStore store =
                open("127.0.0.1", Map.of("ssl_ca_certs", CERTIFICATE.toString(), "ssl_insecure_hostname", true))) {
            store.connect(Duration.ofSeconds(5));
        }
    }

    @Test
    void nothingIsCheckedWhereTheUrlSaysSo() {
        BrokerUrl url = BrokerUrl.parse("rediss://127.0.0.1:" + PORT + "/0?ssl_cert_reqs=CERT_NONE");
        try (RedisQueueStore store = new RedisQueueStore(url, BrokerOptions.defaults())) {
            store.connect(Duration.ofSeconds(5));
        }
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> open("localhost", Map.of("ssl_ca_certs", "/no/such/file.pem")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/no/such/file.pem");
    }

    private static RedisQueueStore open(String host, Map<String, Object> transportOptions) {
        BrokerUrl url = BrokerUrl.parse("rediss://" + host + ":" + PORT + "/0");
        return new RedisQueueStore(url, BrokerOptions.defaults().withTransportOptions(transportOptions));
    }

    private static Path file(String name) {
        try (InputStream in = Objects.requireNonNull(RedisTlsTest.class.getResourceAsStream(name))) {
            Path path = Files.createTempFile("lovage-", name);
            path.toFile().deleteOnExit();
            Files.write(path, in.readAllBytes());
            return path;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
