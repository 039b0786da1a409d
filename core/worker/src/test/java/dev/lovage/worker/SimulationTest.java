package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.lovage.messaging.Publisher;
import dev.lovage.results.TaskResult;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The worker's loop against thousands of stories of what may happen to it.
 *
 * <p>{@code -Dlovage.seed=N} tells one of them again; {@code -Dlovage.schedules=N} tells more.
 */
class SimulationTest {

    private static final long FIRST_SEED = 1;
    private static final int SCHEDULES = Integer.getInteger("lovage.schedules", 10_000);

    private final Logger lovage = (Logger) LoggerFactory.getLogger("lovage");

    @BeforeEach
    void beQuiet() {
        lovage.setLevel(Level.OFF);
    }

    @AfterEach
    void speakAgain() {
        lovage.setLevel(null);
    }

    @Test
    void nothingIsLostWhateverHappens() {
        String seed = System.getProperty("lovage.seed");
        if (seed != null) {
            new Schedule(Long.parseLong(seed), Completion::new).run();
            return;
        }
        System.out.println("simulation: seeds " + FIRST_SEED + " to " + (FIRST_SEED + SCHEDULES - 1));
        LongStream.range(FIRST_SEED, FIRST_SEED + SCHEDULES).parallel().forEach(each -> tell(each, Completion::new));
    }

    @Test
    void acknowledgingBeforeStoringIsNoticed() {
        int noticed = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + 200; seed++) {
            try {
                new Schedule(seed, AcksFirst::new).run();
            } catch (AssertionError e) {
                noticed++;
            }
        }
        assertThat(noticed).isGreaterThan(100);
    }

    private static void tell(long seed, Schedule.Completions completions) {
        try {
            new Schedule(seed, completions).run();
        } catch (AssertionError | RuntimeException e) {
            fail("Schedule " + seed + " failed (replay with -Dlovage.seed=" + seed + "): " + e.getMessage(), e);
        }
    }

    /** The bug that the simulation must find: it acknowledges before it stores. */
    private static final class AcksFirst extends Completion {

        AcksFirst(
                WorkerLoop loop,
                Policy policy,
                Reservations reservations,
                Publisher publisher,
                Notes notes,
                Backoff backoff,
                TaskLog log) {
            super(loop, policy, reservations, publisher, notes, backoff, log);
        }

        @Override
        void store(Reservation reservation, Optional<TaskResult> result, Settlement settlement) {
            reservation.settle(settlement);
            super.store(reservation, result, settlement);
        }
    }
}
