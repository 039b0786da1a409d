package dev.lovage.messaging;

import java.time.Duration;

/** Is told about the life of a broker connection. Called on threads of the broker; it must not block. */
public interface ConnectionListener {

    /** Connected, first or again; {@code broker} has no password in it. */
    default void onConnected(String broker) {}

    /** Lost or not to be had; the next try comes after {@code retryIn}. */
    default void onUnavailable(String broker, String reason, Duration retryIn) {}

    /** The broker takes no messages for now (a memory or disk alarm), or takes them again when {@code reason} is empty. */
    default void onBlocked(String broker, String reason) {}

    /** Listens to nothing. */
    ConnectionListener NONE = new ConnectionListener() {};
}
