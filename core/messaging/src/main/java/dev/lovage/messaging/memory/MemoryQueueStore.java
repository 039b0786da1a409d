package dev.lovage.messaging.memory;

import dev.lovage.messaging.Capability;
import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.virtual.Binding;
import dev.lovage.messaging.virtual.Claim;
import dev.lovage.messaging.virtual.Push;
import dev.lovage.messaging.virtual.QueueStore;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** One link to a {@link MemoryServer}. */
final class MemoryQueueStore implements QueueStore {

    private static final Set<Capability> CAPABILITIES = Set.of(Capability.FANOUT, Capability.PRIORITY);

    private final String url;
    private final MemoryServer server;
    private final Duration lease;

    MemoryQueueStore(String url, MemoryServer server, Duration lease) {
        this.url = url;
        this.server = server;
        this.lease = lease;
    }

    @Override
    public String describe() {
        return url;
    }

    @Override
    public boolean supports(Capability capability) {
        return CAPABILITIES.contains(capability);
    }

    @Override
    public Duration lease() {
        return lease;
    }

    @Override
    public void connect(Duration timeout) {
        // Always there.
    }

    @Override
    public void declare(String queue) {
        // A queue springs into being with its first message.
    }

    @Override
    public void delete(String queue) {
        server.delete(queue);
    }

    @Override
    public void push(List<Push> batch) {
        server.push(batch);
    }

    @Override
    public List<Claim> claim(List<String> queues, int max) {
        return server.claim(queues, max, lease, false);
    }

    @Override
    public List<Claim> take(List<String> queues, int max) {
        return server.claim(queues, max, lease, true);
    }

    @Override
    public void await(List<String> queues, Duration timeout) throws InterruptedException {
        server.await(queues, timeout);
    }

    @Override
    public Collection<Claim> renew(Collection<Claim> claims) {
        return server.renew(claims, lease);
    }

    @Override
    public Collection<Claim> settle(Collection<Claim> claims) {
        return server.settle(claims);
    }

    @Override
    public Collection<Claim> restore(Collection<Claim> claims) {
        return server.restore(claims);
    }

    @Override
    public int restoreExpired() {
        return server.restoreExpired();
    }

    @Override
    public long size(String queue) {
        return server.size(queue);
    }

    @Override
    public long purge(String queue) {
        return server.purge(queue);
    }

    @Override
    public void bind(Exchange exchange, String routingKey, String queue) {
        server.bind(exchange.name(), new Binding(routingKey, queue));
    }

    @Override
    public Set<Binding> bindings(Exchange exchange) {
        return server.bindings(exchange.name());
    }

    @Override
    public void broadcast(Exchange exchange, String routingKey, byte[] envelope) {
        server.broadcast(exchange.name(), envelope);
    }

    @Override
    public AutoCloseable listen(Exchange exchange, String routingKey, Consumer<byte[]> listener) {
        return server.listen(exchange.name(), listener);
    }

    @Override
    public void close() {
        // What is handed out comes back when its lease ends, as with a real server.
    }
}
