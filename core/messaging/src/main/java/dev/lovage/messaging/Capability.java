package dev.lovage.messaging;

/** What a broker can do beyond the common contract. Ask for one of these, never for a brand. */
public enum Capability {
    /** Fanout exchanges reach consumers in other processes. */
    FANOUT,
    /** The {@code priority} property changes the order of delivery. */
    PRIORITY,
    /** Confirmed messages outlive the broker's process. */
    DURABLE,
    /** Other processes see the same queues. */
    SHARED,
    /** A delivery whose consumer vanished comes back at once, not when a lease runs out. */
    IMMEDIATE_REDELIVERY
}
