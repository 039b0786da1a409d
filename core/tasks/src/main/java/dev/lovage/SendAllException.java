package dev.lovage;

import dev.lovage.messaging.BrokerException;
import java.util.List;

/** Of several calls some were sent and some were not. */
public class SendAllException extends BrokerException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> sent;
    private final transient List<String> unsent;

    SendAllException(List<String> sent, List<String> unsent, Throwable first) {
        super(
                unsent.size() + " of " + (sent.size() + unsent.size()) + " calls were not sent; the first failed with: "
                        + first.getMessage(),
                first);
        this.sent = List.copyOf(sent);
        this.unsent = List.copyOf(unsent);
    }

    /** The ids of the calls that the broker has. */
    public List<String> sent() {
        return sent;
    }

    /** The ids of the calls that the broker did not confirm. */
    public List<String> unsent() {
        return unsent;
    }
}
