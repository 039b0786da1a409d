package dev.lovage.worker.pool;

import dev.lovage.worker.Request;
import dev.lovage.worker.TaskFields;
import java.io.PrintStream;

/** Has the log take what is printed in this process, until it is closed. */
final class Redirection implements AutoCloseable {

    private final PrintStream outBefore = System.out;
    private final PrintStream errBefore = System.err;
    private final PrintedLines outLines = new PrintedLines(outBefore);
    private final PrintedLines errLines = new PrintedLines(errBefore);
    private final PrintStream out = outLines.stream();
    private final PrintStream err = errLines.stream();

    private Redirection() {}

    static Redirection install() {
        Redirection redirection = new Redirection();
        System.setOut(redirection.out);
        System.setErr(redirection.err);
        return redirection;
    }

    /** A task on this thread is over: what it printed without an end of line is its own, too. */
    void ended(Request request) {
        try (TaskFields.Scope inside = TaskFields.enter(request.id(), request.task(), request.queue())) {
            outLines.settle();
            errLines.settle();
        }
    }

    /** Puts back what was there, unless somebody has put something else there. */
    @Override
    public void close() {
        if (System.out == out) {
            System.setOut(outBefore);
        }
        if (System.err == err) {
            System.setErr(errBefore);
        }
        outLines.settleAll();
        errLines.settleAll();
    }
}
