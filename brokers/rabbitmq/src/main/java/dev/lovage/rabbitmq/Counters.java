package dev.lovage.rabbitmq;

import dev.lovage.messaging.BrokerStats;
import java.util.concurrent.atomic.LongAdder;

/** What a broker link counts. Thread-safe. */
final class Counters {

    final LongAdder reconnects = new LongAdder();
    final LongAdder staleSettlements = new LongAdder();
    final LongAdder rebuilds = new LongAdder();

    BrokerStats read() {
        return new BrokerStats(reconnects.sum(), staleSettlements.sum(), rebuilds.sum());
    }
}
