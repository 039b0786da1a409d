package dev.lovage.worker.pool;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lovage.messaging.Clock;
import dev.lovage.worker.channel.MarkReader;
import dev.lovage.worker.channel.TaskLabel;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BiConsumer;

/**
 * Takes what a child prints, whole lines and the task that printed them, and hands it on at a bounded rate. It always reads on,
 * so that no child ever waits for the log; what is over the rate is counted and dropped. The rate is that of the log: a line costs
 * what the log puts before it, too, or short lines would be many times what they are. Belongs to one thread.
 */
final class OutputDrain implements Runnable, MarkReader.Sink {

    private static final int MAX_LINE = 8 * 1024;
    /** About what the log adds to a line, beside the task: time, level, thread, logger. */
    static final int LINE_COST = 100;

    private static final long SECOND = 1_000_000_000L;

    private final InputStream in;
    private final int bytesPerSecond;
    private final Clock clock;
    private final BiConsumer<TaskLabel, String> sink;

    private final byte[] line = new byte[MAX_LINE];
    private int lineLength;
    private boolean cut;
    private final MarkReader marks = new MarkReader(this);
    private TaskLabel task = TaskLabel.NONE;
    private long windowStart;
    private long allowance;
    private long dropped;

    /** Drains a stream into a sink of task and line. */
    OutputDrain(InputStream in, int bytesPerSecond, Clock clock, BiConsumer<TaskLabel, String> sink) {
        this.in = in;
        this.bytesPerSecond = bytesPerSecond;
        this.clock = clock;
        this.sink = sink;
        this.windowStart = clock.nanoTime();
        this.allowance = bytesPerSecond;
    }

    @Override
    public void run() {
        byte[] buffer = new byte[64 * 1024];
        try (in) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                refill();
                for (int i = 0; i < count; i++) {
                    marks.accept(buffer[i]);
                }
            }
        } catch (IOException e) {
            // The pipe broke because the process died: what was read is all there is.
            cut = cut || lineLength > 0;
        }
        marks.end();
        endLine();
        tellDropped();
    }

    @Override
    public void printed(byte next) {
        if (next == '\n') {
            endLine();
        } else if (allowance <= 0) {
            dropped++;
        } else if (lineLength < MAX_LINE) {
            allowance--;
            line[lineLength++] = next;
        } else {
            cut = true;
            dropped++;
        }
    }

    /** A line that was begun before it is its task's. */
    @Override
    public void marked(TaskLabel label) {
        if (lineLength > 0) {
            endLine();
        }
        task = label;
    }

    private void endLine() {
        int end = lineLength > 0 && line[lineLength - 1] == '\r' ? lineLength - 1 : lineLength;
        if (end > 0) {
            allowance -= LINE_COST + labelLength();
            sink.accept(task, new String(line, 0, end, UTF_8) + (cut ? " … (line cut)" : ""));
        }
        lineLength = 0;
        cut = false;
    }

    private int labelLength() {
        return task.id().length() + task.name().length() + task.queue().length();
    }

    private void refill() {
        long now = clock.nanoTime();
        if (now - windowStart >= SECOND) {
            windowStart = now;
            allowance = bytesPerSecond;
            tellDropped();
        }
    }

    private void tellDropped() {
        if (dropped > 0) {
            sink.accept(
                    task,
                    "(dropped " + dropped + " bytes of output: more than " + bytesPerSecond
                            + " bytes a second, of which each line takes " + LINE_COST
                            + " and its task's name, or lines longer than " + MAX_LINE + ")");
            dropped = 0;
        }
    }
}
