package dev.lovage.messaging;

import java.util.Set;

/** No module on the class path opens this URL scheme. */
public class UnknownTransportException extends BrokerException {

    private static final long serialVersionUID = 1L;

    public UnknownTransportException(String scheme, Set<String> known) {
        super(
                "No transport for '" + scheme + "://'. "
                        + Suggestion.of(scheme, known)
                                .map(name -> "Did you mean '" + name + "://'? ")
                                .orElse("")
                        + "Known here: " + String.join(", ", known)
                        + ". Each broker is a module of its own (lovage-redis, lovage-rabbitmq, lovage-jdbc); is it on the class path?");
    }
}
