package dev.lovage;

/** Throws what a task threw as it is, declared or not: a caller of {@code call} sees what a plain call would give. */
final class Sneaky {

    private Sneaky() {}

    /** Never returns; its type lets a caller write {@code throw}. */
    static RuntimeException thrown(Throwable thrown) {
        throw Sneaky.<RuntimeException>unchecked(thrown);
    }

    @SuppressWarnings("unchecked") // Erased: the cast does nothing, which is the point.
    private static <X extends Throwable> X unchecked(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
