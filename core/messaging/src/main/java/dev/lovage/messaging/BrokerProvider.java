package dev.lovage.messaging;

import java.util.List;
import java.util.Set;

/** Opens brokers of some URL schemes. Found by {@link java.util.ServiceLoader}, asked only for a scheme the user wrote. */
public interface BrokerProvider {

    /** The URL schemes it opens, in lower case, without {@code ://}. */
    Set<String> schemes();

    /**
     * Opens a link to the first of these that answers; all have schemes of this provider.
     *
     * @param urls one or more, in the order to try them
     */
    Broker open(List<BrokerUrl> urls, BrokerOptions options);
}
