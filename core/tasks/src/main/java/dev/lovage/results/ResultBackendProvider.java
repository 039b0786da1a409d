package dev.lovage.results;

import dev.lovage.messaging.BrokerUrl;
import java.util.List;
import java.util.Set;

/** Opens result backends of some URL schemes. Found by {@link java.util.ServiceLoader}, for a scheme the user wrote. */
public interface ResultBackendProvider {

    /** The URL schemes it opens, in lower case, without {@code ://}. */
    Set<String> schemes();

    /** Opens a backend on the first of these URLs that answers. */
    ResultBackend open(List<BrokerUrl> urls, ResultBackendOptions options);
}
