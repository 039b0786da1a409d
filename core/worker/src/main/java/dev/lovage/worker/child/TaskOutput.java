package dev.lovage.worker.child;

import dev.lovage.worker.channel.OutputMark;
import dev.lovage.worker.channel.TaskLabel;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a child prints: the standard output, with a mark before the first output of each task and one at its end, so that the
 * parent knows whose it is. Native code and other processes print to the same place past this: what they print is taken for the
 * task's that has marked its output, and for nobody's once that has ended. Costs nothing for a task that prints nothing. Thread-safe.
 */
final class TaskOutput extends OutputStream {

    private static final int BUFFER = 8 * 1024;

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private final byte[] buffer = new byte[BUFFER];
    private final OutputMark marks = OutputMark.random();
    private int filled;
    private volatile TaskLabel marked = TaskLabel.NONE;
    private volatile TaskLabel task = TaskLabel.NONE;

    /** Makes it what {@code System.out} and {@code System.err} print to. */
    static TaskOutput install() throws IOException {
        TaskOutput output = new TaskOutput();
        output.begin();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(output, true, StandardCharsets.UTF_8));
        return output;
    }

    /** From here on that task prints. */
    void task(TaskLabel label) {
        task = label;
    }

    /** Something speaks of a task that has ended, in its name. */
    void about(TaskLabel label, Runnable speech) {
        TaskLabel before = task;
        task = label;
        try {
            speech.run();
        } finally {
            task = before;
        }
    }

    /** The task is over: hands on what it printed without an end of line. */
    void end() {
        settle();
        task = TaskLabel.NONE;
        if (!marked.isNone()) {
            markEnd();
        }
    }

    /** Hands on what was printed without an end of line. */
    void settle() {
        System.out.flush();
        System.err.flush();
    }

    /** Makes our marks known. */
    private synchronized void begin() throws IOException {
        putMark(TaskLabel.NONE);
        drain();
    }

    private synchronized void markEnd() {
        try {
            mark();
            drain();
        } catch (IOException e) {
            // The output was closed, by the task perhaps: then nobody reads marks.
            marked = TaskLabel.NONE;
        }
    }

    @Override
    public synchronized void write(int next) throws IOException {
        mark();
        put(next);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        mark();
        if (length >= BUFFER - filled) {
            drain();
            out.write(bytes, offset, length);
            return;
        }
        System.arraycopy(bytes, offset, buffer, filled, length);
        filled += length;
    }

    @Override
    public synchronized void flush() throws IOException {
        drain();
    }

    private void mark() throws IOException {
        TaskLabel current = task;
        if (!current.equals(marked)) {
            marked = current;
            putMark(current);
        }
    }

    /** In one piece: other processes may print to the same place meanwhile. */
    private void putMark(TaskLabel label) throws IOException {
        byte[] mark = marks.of(label);
        if (mark.length > BUFFER - filled) {
            drain();
        }
        for (byte next : mark) {
            put(next);
        }
    }

    private void put(int next) throws IOException {
        if (filled == BUFFER) {
            drain();
        }
        buffer[filled++] = (byte) next;
    }

    private void drain() throws IOException {
        int count = filled;
        filled = 0;
        if (count > 0) {
            out.write(buffer, 0, count);
        }
    }
}
