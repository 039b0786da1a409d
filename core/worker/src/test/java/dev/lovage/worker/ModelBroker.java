package dev.lovage.worker;

import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.DeliveryListener;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.PublishTimeoutException;
import dev.lovage.messaging.Publisher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A broker as its contract says, with everything that may go wrong in one. */
final class ModelBroker {

    private final World world;
    private final boolean counts;
    private final Map<String, Deque<Stored>> queues = new HashMap<>();
    private final List<Link> links = new ArrayList<>();
    private Consumer<HandOut> onAck = delivery -> {};
    private Consumer<Publication> onStored = publication -> {};

    /** A broker that counts hand-outs, or only remembers that there was one. */
    ModelBroker(World world, boolean counts) {
        this.world = world;
        this.counts = counts;
    }

    private static final class Stored {
        final Message message;
        int handedOut;

        Stored(Message message) {
            this.message = message;
        }
    }

    boolean counts() {
        return counts;
    }

    void onAck(Consumer<HandOut> observer) {
        onAck = observer;
    }

    void onStored(Consumer<Publication> observer) {
        onStored = observer;
    }

    void put(String queue, Message message) {
        queue(queue).add(new Stored(message));
        links.forEach(Link::offer);
    }

    List<Message> messages(String queue) {
        return queue(queue).stream().map(stored -> stored.message).toList();
    }

    boolean has(String id) {
        return queues.values().stream()
                .flatMap(Deque::stream)
                .anyMatch(stored -> stored.message.header("id").equals(Optional.of(id)));
    }

    int out() {
        return links.stream().mapToInt(link -> link.out.size()).sum();
    }

    private Deque<Stored> queue(String name) {
        return queues.computeIfAbsent(name, n -> new ArrayDeque<>());
    }

    /** One worker's connection and subscription. */
    Link link(String queue, int window, DeliveryListener listener) {
        Link link = new Link(queue, window, listener);
        links.add(link);
        return link;
    }

    final class Link implements Publisher {

        private final String queue;
        private final DeliveryListener listener;
        private final Set<HandOut> out = new LinkedHashSet<>();
        private int window;
        private boolean connected = true;
        private boolean taking = true;
        private boolean closed;

        Link(String queue, int window, DeliveryListener listener) {
            this.queue = queue;
            this.window = window;
            this.listener = listener;
        }

        void window(int size) {
            window = size;
            offer();
        }

        void pause() {
            taking = false;
        }

        void offer() {
            if (!queue(queue).isEmpty()) {
                world.soon(3, this::take);
            }
        }

        private void take() {
            Deque<Stored> waiting = queue(queue);
            if (!connected || closed || !taking || out.size() >= window || waiting.isEmpty()) {
                return;
            }
            Stored stored = waiting.remove();
            HandOut delivery = new HandOut(this, stored);
            stored.handedOut++;
            out.add(delivery);
            world.tell(() -> "deliver " + delivery);
            listener.onDelivery(delivery);
            offer();
        }

        /** The connection is lost: what is out goes back, and settlements under way are lost with it. */
        void lose() {
            if (closed) {
                return;
            }
            world.tell(() -> "connection lost");
            connected = false;
            giveBack();
            world.soon(2000, () -> {
                connected = !closed;
                offer();
            });
        }

        /** The worker is gone. */
        void close() {
            closed = true;
            connected = false;
            giveBack();
            links.remove(this);
        }

        private void giveBack() {
            List<HandOut> all = new ArrayList<>(out);
            out.clear();
            for (int i = all.size() - 1; i >= 0; i--) {
                all.get(i).stale = true;
                queue(queue).addFirst(all.get(i).stored);
            }
            links.forEach(Link::offer);
        }

        @Override
        public CompletableFuture<Void> publish(Publication publication) {
            CompletableFuture<Void> confirmed = new CompletableFuture<>();
            if (!connected || world.fault(0.1)) {
                world.soon(500, () -> confirmed.completeExceptionally(new BrokerUnavailableException("gone", null)));
                return confirmed;
            }
            boolean unconfirmed = world.fault(0.05);
            world.soon(world.fault(0.1) ? 8000 : 3, () -> {
                world.tell(() -> "published to " + publication.routingKey() + " "
                        + publication.message().headers() + (unconfirmed ? " unconfirmed" : ""));
                put(publication.routingKey(), publication.message());
                onStored.accept(publication);
                if (unconfirmed) {
                    confirmed.completeExceptionally(new PublishTimeoutException("no answer", null));
                } else {
                    confirmed.complete(null);
                }
            });
            return confirmed;
        }
    }

    /** A message in somebody's hands. */
    final class HandOut implements Delivery {

        private final Link link;
        private final Stored stored;
        private final int before;
        private boolean settled;
        private boolean stale;

        HandOut(Link link, Stored stored) {
            this.link = link;
            this.stored = stored;
            this.before = stored.handedOut;
        }

        @Override
        public boolean stale() {
            return stale;
        }

        @Override
        public Message message() {
            return stored.message;
        }

        @Override
        public String queue() {
            return link.queue;
        }

        @Override
        public String exchange() {
            return "";
        }

        @Override
        public String routingKey() {
            return link.queue;
        }

        @Override
        public boolean redelivered() {
            return before > 0;
        }

        @Override
        public int deliveryCount() {
            return counts ? before : Math.min(1, before);
        }

        @Override
        public Optional<String> problem() {
            return stored.message.header("problem");
        }

        @Override
        public void ack() {
            world.tell(() -> "ack " + this);
            onAck.accept(this);
            settle(() -> {});
        }

        @Override
        public void requeue() {
            world.tell(() -> "requeue " + this);
            settle(() -> ModelBroker.this.queue(link.queue).addFirst(stored));
        }

        @Override
        public void reject() {
            world.tell(() -> "reject " + this);
            settle(() -> {});
        }

        @Override
        public String toString() {
            return stored.message.headers() + " count " + before + (stale ? " stale" : "");
        }

        /** Applied a little later, unless the connection is lost before. */
        private void settle(Runnable effect) {
            if (settled) {
                throw new AssertionError(
                        "A hand-out was settled twice: " + message().headers());
            }
            settled = true;
            world.soon(2, () -> {
                if (!stale) {
                    link.out.remove(this);
                    effect.run();
                    links.forEach(Link::offer);
                }
            });
        }
    }
}
