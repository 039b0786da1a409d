package dev.lovage.worker.pool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what is printed to a stream into lines of the log. The thread that prints a line logs it, so that a task's line is the
 * task's; like Celery, as a warning. Thread-safe.
 */
final class PrintedLines extends OutputStream {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.task");
    private static final int MAX_LINE = 8 * 1024;

    private final PrintStream before;
    private final Map<Thread, ByteArrayOutputStream> begun = new ConcurrentHashMap<>();
    /** A log may print itself. */
    private final ThreadLocal<Boolean> logging = ThreadLocal.withInitial(() -> false);

    /** @param before what a log that prints itself prints to */
    PrintedLines(PrintStream before) {
        this.before = before;
    }

    /** A stream that no task can close. */
    PrintStream stream() {
        return new PrintStream(this, false, UTF_8) {
            @Override
            public void close() {
                flush();
            }
        };
    }

    @Override
    public void write(int next) {
        write(new byte[] {(byte) next}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (logging.get()) {
            before.write(bytes, offset, length);
            return;
        }
        // A copy, for they are the stream's own: a log that prints to it meanwhile would put others there.
        for (byte next : Arrays.copyOfRange(bytes, offset, offset + length)) {
            accept(next);
        }
    }

    /** Logs what this thread has printed without an end of line. */
    void settle() {
        if (begun.containsKey(Thread.currentThread())) {
            endLine(Thread.currentThread());
        }
    }

    /** The same for all threads; their tasks are over. */
    void settleAll() {
        begun.keySet().forEach(this::endLine);
    }

    private void accept(byte next) {
        if (next == '\n') {
            endLine(Thread.currentThread());
            return;
        }
        ByteArrayOutputStream line =
                begun.computeIfAbsent(Thread.currentThread(), thread -> new ByteArrayOutputStream());
        line.write(next);
        if (line.size() == MAX_LINE) {
            endLine(Thread.currentThread());
        }
    }

    private void endLine(Thread thread) {
        ByteArrayOutputStream line = begun.remove(thread);
        String text = line == null ? "" : line.toString(UTF_8);
        String whole = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        if (!whole.isEmpty()) {
            log(whole);
        }
    }

    private void log(String line) {
        logging.set(true);
        try {
            LOG.warn("{}", line);
        } finally {
            logging.remove();
        }
    }
}
