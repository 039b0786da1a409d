package dev.lovage.worker;

import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.codec.ContentDisallowedException;
import dev.lovage.messaging.codec.DecodeException;
import dev.lovage.messaging.codec.Serializers;
import dev.lovage.wire.MalformedTaskException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what becomes of a delivery before it may reach the pool, by its headers alone.
 *
 * <p>Nothing in a message makes it throw. Belongs to the loop.
 */
final class Gates {

    private static final long MAX_HEADER_BYTES = 64 * 1024;

    private final Policy policy;
    private final Catalog catalog;
    private final CallReader reader;
    private final Serializers serializers;

    Gates(Policy policy, Catalog catalog, Serializers serializers) {
        this.policy = policy;
        this.catalog = catalog;
        this.reader = new CallReader(serializers, policy.zone());
        this.serializers = serializers;
    }

    Verdict judge(Delivery delivery, Instant now) {
        Message message = delivery.message();
        Optional<DeathCause> unfit = unfit(delivery, message);
        if (unfit.isPresent()) {
            return unreadable(message, unfit.get());
        }
        try {
            return judge(reader.read(message), delivery, now);
        } catch (MalformedTaskException e) {
            return unreadable(message, DeathCause.invalid(String.valueOf(e.getMessage())));
        } catch (DecodeException | ContentDisallowedException e) {
            return unreadable(message, DeathCause.undecodable("undecodable", String.valueOf(e.getMessage())));
        }
    }

    private Verdict unreadable(Message message, DeathCause cause) {
        return new Verdict.Bury(reader.unreadable(message), Optional.empty(), cause);
    }

    /** Whether a call's time has run out. */
    static boolean expired(Call call, Instant now) {
        return call.expires().filter(end -> !end.isAfter(now)).isPresent();
    }

    private Optional<DeathCause> unfit(Delivery delivery, Message message) {
        if (delivery.problem().isPresent()) {
            return delivery.problem().map(DeathCause::transport);
        }
        if (message.body().length > policy.maxMessageBytes()) {
            return Optional.of(DeathCause.oversize("A body", message.body().length, policy.maxMessageBytes()));
        }
        long headerBytes = size(message.headers(), 0);
        if (headerBytes > MAX_HEADER_BYTES) {
            return Optional.of(DeathCause.oversize("Headers", headerBytes, MAX_HEADER_BYTES));
        }
        try {
            serializers.accepted(message.contentType());
            return Optional.empty();
        } catch (ContentDisallowedException e) {
            return Optional.of(DeathCause.contentType(String.valueOf(e.getMessage())));
        }
    }

    private Verdict judge(Call call, Delivery delivery, Instant now) {
        Optional<CatalogEntry> found = catalog.find(call.name());
        if (found.isEmpty()) {
            return new Verdict.Bury(call, found, DeathCause.unknownTask(call.name(), catalog.advice(call.name())));
        }
        CatalogEntry entry = found.get();
        int strikes = strikes(call, entry, delivery);
        if (strikes >= Policy.STRIKES) {
            return new Verdict.Bury(call, found, DeathCause.poison(strikes, "the worker that ran it ended"));
        }
        if (expired(call, now)) {
            return new Verdict.Expired(call, entry);
        }
        if (strikes > call.strikes() && !policy.brokerCounts()) {
            return new Verdict.Recount(call, entry, strikes);
        }
        return new Verdict.Admit(call, entry);
    }

    /** An early-acknowledged task was never run when its message comes again: only the connection was lost. */
    private int strikes(Call call, CatalogEntry entry, Delivery delivery) {
        return policy.late(entry) ? call.strikes() + policy.handedOut(delivery) : call.strikes();
    }

    /** About how much memory these headers take; stops counting when it is too much anyway. */
    private static long size(Object value, int depth) {
        if (depth > 32) {
            return MAX_HEADER_BYTES + 1;
        }
        if (value instanceof String text) {
            return text.length();
        }
        if (value instanceof byte[] bytes) {
            return bytes.length;
        }
        long size = 8;
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                size += size(String.valueOf(entry.getKey()), depth + 1)
                        + (entry.getValue() == null ? 8 : size(entry.getValue(), depth + 1));
                if (size > MAX_HEADER_BYTES) {
                    break;
                }
            }
        } else if (value instanceof Collection<?> collection) {
            for (Object element : collection) {
                size += element == null ? 8 : size(element, depth + 1);
                if (size > MAX_HEADER_BYTES) {
                    break;
                }
            }
        }
        return size;
    }
}
