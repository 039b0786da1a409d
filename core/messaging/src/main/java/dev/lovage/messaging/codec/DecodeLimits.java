package dev.lovage.messaging.codec;

/**
 * How much one decode may read and build.
 *
 * @param maxBytes of a body, compressed or not
 * @param maxDepth of lists and maps within each other
 * @param maxItems values in the whole body, keys included
 * @param maxNumberLength digits of one number
 * @param maxRatio of decompressed to compressed size, for bodies over 64 KiB
 */
public record DecodeLimits(int maxBytes, int maxDepth, int maxItems, int maxNumberLength, int maxRatio) {

    /** Beyond this a short decimal would become a very long number in the first addition. */
    static final int MAX_DECIMAL_SCALE = 10_000;

    private static final DecodeLimits DEFAULTS = new DecodeLimits(16 << 20, 200, 2_000_000, 1000, 100);

    public DecodeLimits {
        positive(maxBytes, "maxBytes");
        positive(maxDepth, "maxDepth");
        positive(maxItems, "maxItems");
        positive(maxNumberLength, "maxNumberLength");
        positive(maxRatio, "maxRatio");
    }

    /** 16 MiB, 200 levels, two million values, 1000 digits, 100 to 1. */
    public static DecodeLimits defaults() {
        return DEFAULTS;
    }

    /** These limits with another size of body. */
    public DecodeLimits withMaxBytes(int bytes) {
        return new DecodeLimits(bytes, maxDepth, maxItems, maxNumberLength, maxRatio);
    }

    private static void positive(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, was " + value);
        }
    }
}
