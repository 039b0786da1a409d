package dev.lovage;

import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Suggestion;
import java.util.Collection;

/** There is no task of that name here. */
public class UnknownTaskException extends LovageException {

    private static final long serialVersionUID = 1L;

    public UnknownTaskException(String name, Collection<String> known) {
        super("There is no task '" + name + "' here. "
                + Suggestion.of(name, known)
                        .map(near -> "Did you mean '" + near + "'? ")
                        .orElse("")
                + "Known here: "
                + (known.isEmpty() ? "none" : known.size() <= 10 ? String.join(", ", known) : known.size() + " tasks"));
    }
}
