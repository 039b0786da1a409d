package dev.lovage.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** Opens brokers by their URLs. */
public final class Brokers {

    private Brokers() {}

    /**
     * Opens a link to a broker, or to the first of a list for fail-over.
     *
     * @param urls one URL, or several separated by {@code ;} as in Celery
     * @throws UnknownTransportException when nothing on the class path opens the scheme
     */
    public static Broker open(String urls, BrokerOptions options) {
        List<BrokerUrl> parsed = new ArrayList<>();
        for (String url : urls.split(";", -1)) {
            if (!url.isBlank()) {
                parsed.add(BrokerUrl.parse(url.strip()));
            }
        }
        if (parsed.isEmpty()) {
            throw new IllegalArgumentException("broker_url is empty; give a URL such as redis://localhost:6379/0");
        }
        BrokerProvider provider = provider(parsed.get(0).scheme());
        for (BrokerUrl url : parsed) {
            if (!provider.schemes().contains(url.scheme())) {
                throw new IllegalArgumentException(
                        "broker_url mixes '" + parsed.get(0).scheme() + "' and '" + url.scheme()
                                + "'; a list for fail-over holds brokers of one kind");
            }
        }
        return provider.open(parsed, options);
    }

    private static BrokerProvider provider(String scheme) {
        TreeMap<String, BrokerProvider> known = new TreeMap<>();
        for (BrokerProvider provider : ServiceLoader.load(BrokerProvider.class)) {
            provider.schemes().forEach(name -> known.putIfAbsent(name, provider));
        }
        BrokerProvider found = known.get(scheme);
        if (found == null) {
            throw new UnknownTransportException(scheme, known.keySet());
        }
        return found;
    }
}
