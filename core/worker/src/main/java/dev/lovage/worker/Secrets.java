package dev.lovage.worker;

import dev.lovage.messaging.BrokerUrl;
import java.util.stream.Stream;

/** Finds in a URL what must not be passed on. */
final class Secrets {

    private Secrets() {}

    /** The URL itself and its password, when it has one. */
    static Stream<String> of(String url) {
        try {
            return BrokerUrl.parse(url.strip()).password().stream()
                    .flatMap(password -> Stream.of(url.strip(), password));
        } catch (IllegalArgumentException e) {
            return Stream.of(url);
        }
    }
}
