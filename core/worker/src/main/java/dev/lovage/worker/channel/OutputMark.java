package dev.lovage.worker.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How a child tells, within what it prints, which task prints from here on: two control characters around a word of its own and the
 * task's id, name and queue, percent-encoded, with a space before each. With the word alone nobody's output begins; so begins all
 * that a child prints, which makes the word known.
 *
 * <p>It is a label for the log and nothing else relies on it. The word keeps what tasks print from being taken for one.
 */
public final class OutputMark {

    /** Begins a mark: the record separator. */
    static final byte START = 0x1E;

    /** Ends a mark: the unit separator. */
    static final byte END = 0x1F;

    /** How long a child's word is. */
    static final int WORD = 16;

    /** The longest id, name or queue in a mark; the log shows less. */
    private static final int MAX_PART = 256;

    /** The longest text in a mark: a character is at most four bytes, each of them three characters. */
    static final int MAX_LENGTH = WORD + 3 * (1 + MAX_PART * 12);

    private final String word;

    private OutputMark(String word) {
        this.word = word;
    }

    /** The marks of one child, with a word that nobody else has. */
    public static OutputMark random() {
        return new OutputMark(
                HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
    }

    /** The bytes to print before a task's output, or nobody's. */
    public byte[] of(TaskLabel label) {
        String text = label.isNone()
                ? word
                : word + " " + encoded(label.id()) + " " + encoded(label.name()) + " " + encoded(label.queue());
        byte[] inside = text.getBytes(US_ASCII);
        byte[] mark = new byte[inside.length + 2];
        mark[0] = START;
        System.arraycopy(inside, 0, mark, 1, inside.length);
        mark[mark.length - 1] = END;
        return mark;
    }

    /** What the text of a mark says after its word. */
    static TaskLabel read(String text) {
        String[] parts = text.split(" ", -1);
        return parts.length == 4
                ? new TaskLabel(decoded(parts[1]), decoded(parts[2]), decoded(parts[3]))
                : TaskLabel.NONE;
    }

    private static String encoded(String text) {
        int end = text.codePointCount(0, text.length()) <= MAX_PART
                ? text.length()
                : text.offsetByCodePoints(0, MAX_PART);
        return URLEncoder.encode(text.substring(0, end), UTF_8);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
