package dev.lovage.testkit;

/** A server that a contract may take away and bring back, with its data. */
public interface Outage {

    /** Kills the server, or cuts every connection to it and refuses new ones. */
    void begin();

    /** Brings it back on the same address with what it had made durable. */
    void end();
}
