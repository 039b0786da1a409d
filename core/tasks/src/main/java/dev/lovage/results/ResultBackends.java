package dev.lovage.results;

import dev.lovage.messaging.BrokerUrl;
import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** Opens result backends by their URLs. */
public final class ResultBackends {

    private ResultBackends() {}

    /**
     * Opens a result backend, or the first that answers of a list for fail-over.
     *
     * @param urls one URL, or several separated by {@code ;}; {@code disabled://} for none
     * @return empty for {@code disabled://} and an empty text
     * @throws LovageException when nothing on the class path opens the scheme
     */
    public static Optional<ResultBackend> open(String urls, ResultBackendOptions options) {
        List<BrokerUrl> parsed = new ArrayList<>();
        for (String url : urls.split(";", -1)) {
            if (!url.isBlank()) {
                parsed.add(BrokerUrl.parse(url.strip()));
            }
        }
        if (parsed.isEmpty() || parsed.get(0).scheme().equals("disabled")) {
            return Optional.empty();
        }
        ResultBackendProvider provider = provider(parsed.get(0).scheme());
        for (BrokerUrl url : parsed) {
            if (!provider.schemes().contains(url.scheme())) {
                throw new LovageException(
                        "result_backend mixes '" + parsed.get(0).scheme() + "' and '" + url.scheme()
                                + "'; a list for fail-over holds backends of one kind");
            }
        }
        return Optional.of(provider.open(parsed, options));
    }

    private static ResultBackendProvider provider(String scheme) {
        Map<String, ResultBackendProvider> known = new TreeMap<>();
        for (ResultBackendProvider provider : ServiceLoader.load(ResultBackendProvider.class)) {
            provider.schemes().forEach(name -> known.putIfAbsent(name, provider));
        }
        ResultBackendProvider found = known.get(scheme);
        if (found == null) {
            throw new LovageException("No result backend for '" + scheme + "://' (result_backend). "
                    + Suggestion.of(scheme, known.keySet())
                            .map(name -> "Did you mean '" + name + "://'? ")
                            .orElse("")
                    + "Known here: " + String.join(", ", known.keySet())
                    + ". Each is in a module of its own (lovage-redis, lovage-rabbitmq, lovage-jdbc); "
                    + "is it on the class path?");
        }
        return found;
    }
}
