package dev.lovage.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the parent reads of a task's message: enough to pass it through the gates, never its arguments.
 *
 * @param identity tells a redelivery of the same message from another one
 * @param id empty when the message names none
 * @param name the task's, as in the message
 * @param ignoreResult what the message says; a task or a setting may ask for the same
 * @param strikes how often a run of this message ended a child, as the message itself tells
 * @param hardLimit as the message asks
 */
record Call(
        Identity identity,
        String id,
        String name,
        Optional<Instant> eta,
        Optional<Instant> expires,
        int retries,
        boolean ignoreResult,
        Optional<String> groupId,
        Optional<String> parentId,
        String replyTo,
        int strikes,
        Optional<Duration> softLimit,
        Optional<Duration> hardLimit) {

    boolean identified() {
        return !id.isEmpty();
    }

    /** What is known of a message that can't be read as a task's. */
    static Call unreadable(Identity identity, String replyTo, boolean ignoreResult) {
        return new Call(
                identity,
                identity.id(),
                "",
                Optional.empty(),
                Optional.empty(),
                identity.retries(),
                ignoreResult,
                Optional.empty(),
                Optional.empty(),
                replyTo,
                identity.strikes(),
                Optional.empty(),
                Optional.empty());
    }
}
