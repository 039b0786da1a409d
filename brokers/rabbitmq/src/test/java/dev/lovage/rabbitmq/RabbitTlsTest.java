package dev.lovage.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.Brokers;
import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.testkit.RabbitServer;
import dev.lovage.testkit.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a server whose certificate, signed by itself, is for the name {@code localhost} only. */
final class RabbitTlsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    static Path folder;

    private static int port;
    private static RabbitServer server;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Process openssl = new ProcessBuilder(
                        ServerProcess.require("openssl").toString(),
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-keyout",
                        folder.resolve("key.pem").toString(),
                        "-out",
                        folder.resolve("cert.pem").toString(),
                        "-subj",
                        "/CN=localhost",
                        "-addext",
                        "subjectAltName=DNS:localhost",
                        "-days",
                        "2")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(openssl.waitFor()).isZero();
        port = ServerProcess.freePort();
        server = RabbitServer.start(
                "listeners.ssl.1 = 127.0.0.1:" + port,
                "ssl_options.certfile = " + folder.resolve("cert.pem"),
                "ssl_options.keyfile = " + folder.resolve("key.pem"),
                "ssl_options.verify = verify_none");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anAuthorityFromAFileIsTrusted() {
        try (Broker broker = open("localhost", trusting())) {
            broker.connect(PATIENCE);
            broker.topology().declare(Queue.of("tls", Exchange.ANONYMOUS, "tls"));
            Message message = new Message("x".getBytes(UTF_8), "text/plain", "utf-8", Map.of(), Map.of());
            broker.publisher()
                    .publish(Publication.toQueue("tls", message))
                    .toCompletableFuture()
                    .join();
            assertThat(broker.topology().size("tls")).isEqualTo(1);
        }
    }

    @Test
    void anUnknownAuthorityIsRefused() {
        try (Broker broker = open("localhost", BrokerOptions.defaults())) {
            assertThatThrownBy(() -> broker.connect(PATIENCE.dividedBy(5)))
                    .isInstanceOf(BrokerUnavailableException.class)
                    .hasMessageContaining("certification path");
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        try (Broker broker = open("127.0.0.1", trusting())) {
            assertThatThrownBy(() -> broker.connect(PATIENCE.dividedBy(5)))
                    .isInstanceOf(BrokerUnavailableException.class)
                    .hasMessageContaining("127.0.0.1");
        }
    }

    private static BrokerOptions trusting() {
        return BrokerOptions.defaults()
                .withTransportOptions(Map.of("ssl", Map.of("ca_certs", folder.resolve("cert.pem").toString())));
    }

    private static Broker open(String host, BrokerOptions options) {
        return Brokers.open("amqps://guest:guest@" + host + ":" + port + "//", options);
    }
}
