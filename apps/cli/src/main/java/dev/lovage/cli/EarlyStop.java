package dev.lovage.cli;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import sun.misc.Signal;

/**
 * Hears TERM and INT for as long as there is no worker that does: a supervisor may change its mind while code is compiled. The
 * worker's own handlers take the place of these.
 */
final class EarlyStop {

    private final CompletableFuture<String> signal = new CompletableFuture<>();

    private EarlyStop() {}

    static EarlyStop install() {
        EarlyStop early = new EarlyStop();
        for (String name : List.of("TERM", "INT")) {
            try {
                Signal.handle(new Signal(name), heard -> early.signal.complete(name));
            } catch (IllegalArgumentException e) {
                // With -Xrs the virtual machine leaves signals alone.
                continue;
            }
        }
        return early;
    }

    boolean isAsked() {
        return signal.isDone();
    }

    /** Completes with the signal's name, when there is one. */
    CompletionStage<String> asked() {
        return signal.minimalCompletionStage();
    }

    /** The signal's name; empty when there was none. */
    String name() {
        return signal.getNow("");
    }
}
