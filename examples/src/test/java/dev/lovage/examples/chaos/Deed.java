package dev.lovage.examples.chaos;

import java.util.Locale;

/** What a task of the chaos run does. Which one it is follows from its number, so that a run has the same ones each time. */
enum Deed {
    /** Works for some milliseconds and ends. */
    WORK,
    /** Never ends, and has a hard time limit. */
    OVERRUN,
    /** Fills the memory of its process, once. */
    EXHAUST,
    /** Ends its process, once. */
    EXIT;

    /** One in a hundred overruns, one in four hundred exhausts, and as many exit: 200, 50 and 50 of 20,000. */
    static Deed of(int number) {
        if (number % 100 == 50) {
            return OVERRUN;
        }
        return switch (number % 400) {
            case 120 -> EXHAUST;
            case 320 -> EXIT;
            default -> WORK;
        };
    }

    /** As the task reads it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
