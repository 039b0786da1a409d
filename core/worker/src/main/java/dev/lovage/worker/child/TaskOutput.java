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
 * Where a child prints: the standard output, with a mark before the first output of each task, so that the parent knows whose it
 * is. Costs nothing for a task that prints nothing. Thread-safe.
 */
final class TaskOutput extends OutputStream {

    private static final int BUFFER = 8 * 1024;

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private final byte[] buffer = new byte[BUFFER];
    private int filled;
    private TaskLabel marked = TaskLabel.NONE;
    private volatile TaskLabel task = TaskLabel.NONE;

    /** Makes it what {@code System.out} and {@code System.err} print to. */
    static TaskOutput install() {
        TaskOutput output = new TaskOutput();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(output, true, StandardCharsets.UTF_8));
        return output;
    }

    /** From here on that task prints. */
    void task(TaskLabel label) {
        task = label;
    }

    /** Hands on what was printed without an end of line. */
    void settle() {
        System.out.flush();
        System.err.flush();
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
            for (byte next : OutputMark.of(current)) {
                put(next);
            }
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
