package dev.lovage.messaging.virtual;

/**
 * An envelope taken from a queue under a lease.
 *
 * @param lease names this one hand-out: a later hand-out of the same message has another lease, so that settling late never
 *     touches what somebody else holds
 * @param envelope as it lay in the store; not necessarily well-formed
 * @param deliveryCount how often it was handed out before, as far as the store counts
 */
public record Claim(String queue, String lease, byte[] envelope, int deliveryCount) {}
