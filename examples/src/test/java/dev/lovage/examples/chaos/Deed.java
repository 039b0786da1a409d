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

    /** Of so many tasks 200 overrun, 50 exhaust and 50 exit, evenly spread. */
    static Deed of(int number, int tasks) {
        int stretch = Math.max(4, tasks / 200);
        if (number % stretch == stretch / 2) {
            return OVERRUN;
        }
        int place = number % (4 * stretch);
        if (place == 0) {
            return EXHAUST;
        }
        return place == stretch ? EXIT : WORK;
    }

    /** As the task reads it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
