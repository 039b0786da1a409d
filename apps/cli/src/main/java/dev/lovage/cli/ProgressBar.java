package dev.lovage.cli;

import dev.lovage.messaging.Clock;
import java.time.Duration;
import java.util.Locale;

/** A line on the screen that fills up. Draws nothing where talk goes to no screen. */
final class ProgressBar {

    private static final int WIDTH = 40;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Session session;
    private final Clock clock;
    private final int total;
    private final boolean draws;
    private long drawn = Long.MIN_VALUE;

    ProgressBar(Session session, int total) {
        this.session = session;
        this.clock = session.clock();
        this.total = total;
        this.draws = session.terminal().draws() && !session.quiet();
    }

    /** Shows how far it is, at most twenty times a second. */
    void show(int done) {
        long now = clock.nanoTime();
        if (!draws || (drawn != Long.MIN_VALUE && now - drawn < PAUSE.toNanos())) {
            return;
        }
        drawn = now;
        int full = total == 0 ? WIDTH : done * WIDTH / total;
        print(String.format(Locale.ROOT, "\r  %s%s %d/%d", "█".repeat(full), "░".repeat(WIDTH - full), done, total));
    }

    /** Takes the line off the screen. */
    void clear() {
        if (draws && drawn != Long.MIN_VALUE) {
            print("\r" + " ".repeat(WIDTH + 20) + "\r");
        }
    }

    private void print(String text) {
        session.terminal().err().print(text);
        session.terminal().err().flush();
    }
}
