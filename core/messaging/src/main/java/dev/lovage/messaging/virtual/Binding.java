package dev.lovage.messaging.virtual;

/** A queue bound to an exchange by a routing key (for a topic exchange, a pattern). */
public record Binding(String routingKey, String queue) {}
