package dev.lovage.worker.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * How a child tells, within what it prints, which task prints from here on: two control characters around the task's id, name and
 * queue, with a space between them.
 *
 * <p>It is a label for the log and nothing else relies on it, for a task can print it too.
 */
public final class OutputMark {

    /** Begins a mark: the record separator. */
    public static final byte START = 0x1E;

    /** Ends a mark: the unit separator. */
    public static final byte END = 0x1F;

    /** The longest id, name or queue in a mark. */
    private static final int MAX_PART = 256;

    /** The longest text in a mark. */
    public static final int MAX_LENGTH = 3 * MAX_PART + 2;

    private OutputMark() {}

    /** The bytes to print before a task's first output. */
    public static byte[] of(TaskLabel label) {
        String text = label.isNone()
                ? ""
                : printable(label.id()) + " " + printable(label.name()) + " " + printable(label.queue());
        byte[] inside = text.getBytes(ISO_8859_1);
        byte[] mark = new byte[inside.length + 2];
        mark[0] = START;
        System.arraycopy(inside, 0, mark, 1, inside.length);
        mark[mark.length - 1] = END;
        return mark;
    }

    /** What the text of a mark says; any text is something. */
    public static TaskLabel read(String text) {
        String[] parts = text.split(" ", 3);
        return new TaskLabel(
                printable(parts[0]),
                parts.length > 1 ? printable(parts[1]) : "",
                parts.length > 2 ? printable(parts[2]) : "");
    }

    private static String printable(String text) {
        return text.chars()
                .limit(MAX_PART)
                .map(c -> c > ' ' && c < 0x7F ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
