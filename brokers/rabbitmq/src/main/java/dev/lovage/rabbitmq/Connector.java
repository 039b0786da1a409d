package dev.lovage.rabbitmq;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.AddressResolver;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DnsRecordIpAddressResolver;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUrl;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Makes one connection to one URL. Names are resolved anew each time. Thread-safe. */
final class Connector {

    /** RabbitMQ's own limit for a message. Below it the library would drop the connection, again and again. */
    private static final int MAX_BODY_BYTES = 128 * 1024 * 1024 + 1;

    private final BrokerOptions options;
    private final ThreadFactory threads;
    private final ExecutorService consumers;

    Connector(BrokerOptions options, ThreadFactory threads, ExecutorService consumers) {
        this.options = options;
        this.threads = threads;
        this.consumers = consumers;
    }

    /** A connection and its frames. */
    record Opened(Connection connection, Frames frames) {}

    Opened open(BrokerUrl url, String role) throws IOException, TimeoutException {
        AtomicReference<@Nullable Frames> frames = new AtomicReference<>();
        ConnectionFactory factory = new ConnectionFactory() {
            @Override
            protected FrameHandlerFactory createFrameHandlerFactory() throws IOException {
                FrameHandlerFactory sockets = super.createFrameHandlerFactory();
                return (address, name) -> {
                    Frames made = new Frames(sockets.create(address, name));
                    frames.set(made);
                    return made;
                };
            }
        };
        configure(factory, url);
        Connection connection = factory.newConnection(consumers, resolver(url), options.clientName() + " " + role);
        Frames used = frames.get();
        if (used == null) {
            throw new IOException("The AMQP client made a connection without frames");
        }
        return new Opened(connection, used);
    }

    private void configure(ConnectionFactory factory, BrokerUrl url) throws IOException {
        factory.setUsername(url.user().orElse("guest"));
        factory.setPassword(url.password().orElse("guest"));
        factory.setVirtualHost(virtualHost(url));
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setConnectionTimeout(milliseconds(options.connectTimeout()));
        factory.setHandshakeTimeout(milliseconds(options.connectTimeout()));
        factory.setShutdownTimeout(2000);
        factory.setChannelRpcTimeout(milliseconds(rpcTimeout(options)));
        factory.setRequestedHeartbeat((int) options.heartbeat().toSeconds());
        factory.setMaxInboundMessageBodySize(MAX_BODY_BYTES);
        factory.setThreadFactory(threads);
        factory.setExceptionHandler(new QuietExceptions());
        Map<String, Object> about = new LinkedHashMap<>(factory.getClientProperties());
        about.put("product", "Lovage");
        factory.setClientProperties(about);
        if (url.scheme().equals("amqps")) {
            factory.useSslProtocol(Tls.context(options.transportOptions()));
            factory.enableHostnameVerification();
        }
    }

    /** How long a question to the broker may stay unanswered. */
    static Duration rpcTimeout(BrokerOptions options) {
        Duration longer = options.publishTimeout();
        return options.connectTimeout().compareTo(longer) > 0 ? options.connectTimeout() : longer;
    }

    /** As kombu reads a path: nothing, {@code /} and {@code //} are the virtual host {@code /}. */
    static String virtualHost(BrokerUrl url) {
        String name = url.path().startsWith("/") ? url.path().substring(1) : url.path();
        return name.isEmpty() ? "/" : name;
    }

    private static AddressResolver resolver(BrokerUrl url) {
        boolean tls = url.scheme().equals("amqps");
        String host = url.hostOr("localhost");
        int port = url.portOr(tls ? 5671 : 5672);
        // With TLS the name must reach the socket, or there would be none to verify; else every address is tried.
        return tls ? () -> List.of(new Address(host, port)) : new DnsRecordIpAddressResolver(host, port, false);
    }

    private static int milliseconds(Duration span) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, span.toMillis()));
    }

    /** What a failure was, in a few words without class names. */
    static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ShutdownSignalException signal) {
                return Refusal.text(signal);
            }
        }
        String message = failure.getMessage();
        if (failure instanceof java.net.UnknownHostException) {
            return "unknown host " + message;
        }
        if (failure instanceof TimeoutException || failure instanceof java.net.SocketTimeoutException) {
            return "no answer in time";
        }
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
