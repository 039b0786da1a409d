package dev.lovage.messaging.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** UTF-8 in which a lone surrogate is three bytes of its own: Python's {@code surrogatepass}, used in pickles. */
final class SurrogateUtf8 {

    private SurrogateUtf8() {}

    static String decode(byte[] bytes, int from, int length) throws CharacterCodingException {
        StringBuilder text = null;
        int start = from;
        int end = from + length;
        for (int i = from; i + 2 < end; i++) {
            if ((bytes[i] & 0xff) == 0xed && (bytes[i + 1] & 0xe0) == 0xa0 && (bytes[i + 2] & 0xc0) == 0x80) {
                text = text == null ? new StringBuilder(length) : text;
                text.append(strict(bytes, start, i - start));
                text.append((char) (0xd000 | (bytes[i + 1] & 0x3f) << 6 | (bytes[i + 2] & 0x3f)));
                i += 2;
                start = i + 1;
            }
        }
        String rest = strict(bytes, start, end - start);
        return text == null ? rest : text.append(rest).toString();
    }

    static byte[] encode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return encodeWithSurrogates(text);
            }
        }
        return text.getBytes(UTF_8);
    }

    private static byte[] encodeWithSurrogates(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() * 2);
        int i = 0;
        while (i < text.length()) {
            int point = text.codePointAt(i);
            if (point >= 0xd800 && point <= 0xdfff) {
                out.write(0xed);
                out.write(0x80 | (point >> 6 & 0x3f));
                out.write(0x80 | (point & 0x3f));
            } else {
                out.writeBytes(Character.toString(point).getBytes(UTF_8));
            }
            i += Character.charCount(point);
        }
        return out.toByteArray();
    }

    private static String strict(byte[] bytes, int from, int length) throws CharacterCodingException {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length)).toString();
    }
}
