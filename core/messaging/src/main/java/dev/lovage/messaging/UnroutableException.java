package dev.lovage.messaging;

/** The broker has no queue for this exchange and routing key; the message was not kept. */
public class UnroutableException extends BrokerException {

    private static final long serialVersionUID = 1L;

    public UnroutableException(String message) {
        super(message);
    }
}
