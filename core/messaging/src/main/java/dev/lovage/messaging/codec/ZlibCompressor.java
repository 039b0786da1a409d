package dev.lovage.messaging.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * Kombu's {@code zlib} and {@code gzip}: named {@code application/x-gzip}, though the bytes are a zlib stream. A true gzip
 * stream is understood too.
 */
public final class ZlibCompressor implements Compressor {

    /** Small bodies may shrink as much as they like: a list of a thousand zeros is no attack. */
    private static final int RATIO_FREE = 64 << 10;

    private static final int GZIP_MAGIC = 0x1f8b;

    @Override
    public String name() {
        return "zlib";
    }

    @Override
    public String contentType() {
        return "application/x-gzip";
    }

    @Override
    public byte[] compress(byte[] body) {
        Deflater deflater = new Deflater();
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(64, body.length / 4));
        try (DeflaterOutputStream stream = new DeflaterOutputStream(out, deflater)) {
            stream.write(body);
        } catch (IOException e) {
            throw new EncodeException("Can't compress " + body.length + " bytes: " + e.getMessage());
        } finally {
            deflater.end();
        }
        return out.toByteArray();
    }

    @Override
    public byte[] decompress(byte[] body, DecodeLimits limits) {
        long byRatio = Math.max(RATIO_FREE, (long) body.length * limits.maxRatio());
        int most = (int) Math.min(limits.maxBytes(), byRatio);
        try (InputStream stream = open(body)) {
            byte[] plain = stream.readNBytes(most);
            if (stream.read() >= 0) {
                throw new DecodeException(
                        "zlib", "byte " + most + " of the plain body", "it becomes more than " + most + " bytes");
            }
            return plain;
        } catch (IOException e) {
            throw new DecodeException("zlib", "an unknown byte", String.valueOf(e.getMessage()), e);
        }
    }

    private static InputStream open(byte[] body) throws IOException {
        ByteArrayInputStream bytes = new ByteArrayInputStream(body);
        boolean gzip = body.length > 1 && ((body[0] & 0xff) << 8 | (body[1] & 0xff)) == GZIP_MAGIC;
        return gzip ? new GZIPInputStream(bytes) : new InflaterInputStream(bytes);
    }
}
