package dev.lovage.messaging;

/**
 * Counters of a broker link since it was opened.
 *
 * @param reconnects how often a lost connection was made anew
 * @param staleSettlements settlements that came too late and were not applied
 * @param rebuilds subscriptions rebuilt because they found a backlog but received nothing
 */
public record BrokerStats(long reconnects, long staleSettlements, long rebuilds) {}
