package dev.lovage.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@link PyRepr}.
 *
 * <p>Celery cuts where a piece would begin after the last of 1024 characters: it prints {@code ", ..."} instead of that
 * piece, whichever it is, and closes what is open. Peers and monitors compare these texts, so the odd cases are the same:
 * when the piece is a closing bracket, that bracket is missing.
 */
final class PyReprPrinter {

    private static final int MAX_LENGTH = 1024;
    private static final int MAX_LEVELS = 3;

    private final StringBuilder out = new StringBuilder(64);
    private int left = MAX_LENGTH;
    private int level;
    private boolean cut;

    private PyReprPrinter() {}

    static String print(@Nullable Object data, boolean tuple) {
        PyReprPrinter printer = new PyReprPrinter();
        if (tuple && data instanceof Collection<?> args) {
            printer.list(args, "(", args.size() == 1 ? ",)" : ")");
        } else {
            printer.value(data);
        }
        return printer.out.toString();
    }

    private void value(@Nullable Object data) {
        if (data instanceof String text) {
            text(text);
        } else if (data instanceof Map<?, ?> map) {
            map(map);
        } else if (data instanceof Collection<?> list) {
            list(list, "[", "]");
        } else if (data instanceof byte[] bytes) {
            bytes(bytes);
        } else {
            piece(truncated(PyScalar.repr(data), left));
        }
    }

    private void list(Collection<?> list, String start, String end) {
        if (level >= MAX_LEVELS) {
            piece(truncated(start + "..." + end, left));
            return;
        }
        level++;
        piece(start);
        boolean first = true;
        for (Object element : list) {
            if (!first) {
                piece(", ");
            }
            first = false;
            if (cut) {
                break;
            }
            value(element);
        }
        close(end);
    }

    private void map(Map<?, ?> map) {
        if (level >= MAX_LEVELS) {
            piece(truncated("{...}", left));
            return;
        }
        level++;
        piece("{");
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!first) {
                piece(", ");
            }
            first = false;
            if (cut) {
                break;
            }
            entry(entry);
        }
        close("}");
    }

    private void entry(Map.Entry<?, ?> entry) {
        value(entry.getKey());
        piece(": ");
        if (!cut) {
            value(entry.getValue());
        }
    }

    private void close(String end) {
        level--;
        if (cut) {
            out.append(end);
        } else {
            piece(end);
        }
    }

    private void text(String text) {
        if (left > 0) {
            piece("'" + truncated(text, left).replace("'", "\\'") + "'");
        } else {
            piece("");
        }
    }

    private void bytes(byte[] bytes) {
        boolean whole = bytes.length <= left;
        byte[] shown = whole ? bytes : Arrays.copyOf(bytes, Math.max(0, left));
        piece("b'" + decoded(shown) + (whole ? "'" : "...'"));
    }

    private static String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return HexFormat.of().formatHex(bytes);
        }
    }

    /** Prints the next piece, or the mark that the rest is left out. After that mark nothing but brackets is printed. */
    private void piece(String piece) {
        if (cut) {
            return;
        }
        if (left <= 0) {
            out.append(", ...");
            cut = true;
            return;
        }
        out.append(piece);
        left -= piece.codePointCount(0, piece.length());
    }

    /** A text of so many characters or more is cut, at a blank where there is one. */
    private static String truncated(String text, int most) {
        if (most <= 0 || text.length() < most || text.codePointCount(0, text.length()) < most) {
            return text;
        }
        String head = text.substring(0, text.offsetByCodePoints(0, most));
        int blank = head.lastIndexOf(' ');
        return (blank < 0 ? head : head.substring(0, blank)) + "...";
    }
}
