package dev.lovage.worker.pool;

import java.util.Map;

/** Says in words how a process ended. */
final class ExitStatus {

    /** The JDK reports a process that a signal ended as 128 and the signal's number. */
    private static final int SIGNAL_BASE = 128;

    private static final Map<Integer, String> SIGNALS = Map.of(
            1, "SIGHUP", 2, "SIGINT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 9, "SIGKILL", 11, "SIGSEGV", 15,
            "SIGTERM");

    private ExitStatus() {}

    /** Whether somebody else ended it; or it chose to exit with such a code. */
    static boolean isSignal(int code) {
        return SIGNALS.containsKey(code - SIGNAL_BASE);
    }

    /**
     * Such as {@code signal 9 (SIGKILL) or exitcode 137}: the JDK tells one for the other, as a task may exit with any code. So it may
     * with the code by which a virtual machine without memory ends.
     */
    static String describe(int code) {
        String signal = SIGNALS.get(code - SIGNAL_BASE);
        if (signal != null) {
            return "signal " + (code - SIGNAL_BASE) + " (" + signal + ") or exitcode " + code;
        }
        return code == 3 ? "exitcode 3 (out of memory, unless the task chose it)" : "exitcode " + code;
    }
}
