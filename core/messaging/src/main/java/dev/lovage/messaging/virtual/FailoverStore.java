package dev.lovage.messaging.virtual;

import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.Capability;
import dev.lovage.messaging.Exchange;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** Several stores as one: the current one until it can't be reached, then the next, round and round. */
final class FailoverStore implements QueueStore {

    private final List<QueueStore> stores;
    private final AtomicInteger turn = new AtomicInteger();

    FailoverStore(List<QueueStore> stores) {
        this.stores = List.copyOf(stores);
    }

    private QueueStore current() {
        return stores.get(Math.floorMod(turn.get(), stores.size()));
    }

    private <T> T on(Function<QueueStore, T> call) {
        int at = turn.get();
        try {
            return call.apply(stores.get(Math.floorMod(at, stores.size())));
        } catch (BrokerUnavailableException e) {
            turn.compareAndSet(at, at + 1);
            throw e;
        }
    }

    private void run(Consumer<QueueStore> call) {
        on(store -> {
            call.accept(store);
            return true;
        });
    }

    @Override
    public String describe() {
        return current().describe();
    }

    @Override
    public boolean supports(Capability capability) {
        return current().supports(capability);
    }

    @Override
    public Duration lease() {
        return current().lease();
    }

    @Override
    public void connect(Duration timeout) {
        run(store -> store.connect(timeout));
    }

    @Override
    public void declare(String queue) {
        run(store -> store.declare(queue));
    }

    @Override
    public void delete(String queue) {
        run(store -> store.delete(queue));
    }

    @Override
    public void push(List<Push> batch) {
        run(store -> store.push(batch));
    }

    @Override
    public List<Claim> claim(List<String> queues, int max) {
        return on(store -> store.claim(queues, max));
    }

    @Override
    public List<Claim> take(List<String> queues, int max) {
        return on(store -> store.take(queues, max));
    }

    @Override
    public void await(List<String> queues, Duration timeout) throws InterruptedException {
        int at = turn.get();
        try {
            current().await(queues, timeout);
        } catch (BrokerUnavailableException e) {
            turn.compareAndSet(at, at + 1);
            throw e;
        }
    }

    @Override
    public Collection<Claim> renew(Collection<Claim> claims) {
        return on(store -> store.renew(claims));
    }

    @Override
    public Collection<Claim> settle(Collection<Claim> claims) {
        return on(store -> store.settle(claims));
    }

    @Override
    public Collection<Claim> restore(Collection<Claim> claims) {
        return on(store -> store.restore(claims));
    }

    @Override
    public int restoreExpired() {
        return on(QueueStore::restoreExpired);
    }

    @Override
    public long size(String queue) {
        return on(store -> store.size(queue));
    }

    @Override
    public long purge(String queue) {
        return on(store -> store.purge(queue));
    }

    @Override
    public void bind(Exchange exchange, String routingKey, String queue) {
        run(store -> store.bind(exchange, routingKey, queue));
    }

    @Override
    public Set<Binding> bindings(Exchange exchange) {
        return on(store -> store.bindings(exchange));
    }

    @Override
    public void broadcast(Exchange exchange, String routingKey, byte[] envelope) {
        run(store -> store.broadcast(exchange, routingKey, envelope));
    }

    @Override
    public AutoCloseable listen(Exchange exchange, String routingKey, Consumer<byte[]> listener) {
        return on(store -> store.listen(exchange, routingKey, listener));
    }

    @Override
    public void close() {
        stores.forEach(QueueStore::close);
    }
}
