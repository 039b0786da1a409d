package dev.lovage.worker.app;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Prints why user code failed, for the person at the terminal. */
final class Causes {

    private Causes() {}

    /** The stack trace of what lies behind a failure. */
    static String of(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString().stripTrailing();
    }
}
