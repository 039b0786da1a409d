package dev.lovage.worker.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * How a child tells, within what it prints, which task prints from here on: two control characters around the task's id.
 *
 * <p>It is a label for the log and nothing else relies on it, for a task can print it too.
 */
public final class OutputMark {

    /** Begins a mark: the record separator. */
    public static final byte START = 0x1E;

    /** Ends a mark: the unit separator. */
    public static final byte END = 0x1F;

    /** The longest id in a mark. */
    public static final int MAX_LENGTH = 256;

    private OutputMark() {}

    /** The bytes to print before a task's first output. */
    public static byte[] of(String taskId) {
        String printable = taskId.chars()
                .limit(MAX_LENGTH)
                .map(c -> c > ' ' && c < 0x7F ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        byte[] id = printable.getBytes(ISO_8859_1);
        byte[] mark = new byte[id.length + 2];
        mark[0] = START;
        System.arraycopy(id, 0, mark, 1, id.length);
        mark[mark.length - 1] = END;
        return mark;
    }
}
