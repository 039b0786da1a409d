package dev.lovage.messaging.codec;

/** Makes bodies smaller, under a name and a content type. Thread-safe; every decompression is bounded. */
public interface Compressor {

    /** As users write it in {@code task_compression}: {@code zlib}. */
    String name();

    /** As it stands in the header {@code compression}: {@code application/x-gzip}. */
    String contentType();

    byte[] compress(byte[] body);

    /**
     * Undoes {@link #compress}.
     *
     * @throws DecodeException when the bytes are broken, or would become more than {@code limits} allow
     */
    byte[] decompress(byte[] body, DecodeLimits limits);
}
