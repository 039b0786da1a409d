package dev.lovage.testkit;

/** The memory broker keeps the contract. */
class MemoryBrokerTest extends BrokerContract {

    @Override
    protected String url() {
        return "memory://contract";
    }
}
