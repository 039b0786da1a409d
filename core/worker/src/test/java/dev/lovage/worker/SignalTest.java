package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What signals do to a real worker process with real children: which stage they lead to, what becomes of the task, the exit code,
 * how long it takes, and that nobody is left behind. Which sequence leads where is {@link LadderTest}'s.
 */
class SignalTest {

    private static final long IDLE = 0;
    private static final long SHORT = 1500;
    private static final long ENDLESS = 600_000;

    private static final List<SignalStory> STORIES = List.of(
            // A worker with nothing to do.
            SignalStory.of(IDLE, "TERM").ends("LEFT 0", 0),
            SignalStory.of(IDLE, "INT").ends("LEFT 0", 0),
            SignalStory.of(IDLE, "USR2").ends("LEFT 0", 1),
            SignalStory.of(IDLE, "TSTP", "CONT", "TERM").ends("LEFT 0", 0),
            SignalStory.of(IDLE, "HUP", "TERM").ends("LEFT 0", 0),
            SignalStory.of(IDLE, "USR1", "INT").ends("LEFT 0", 0),
            // A task that ends soon is finished.
            SignalStory.of(SHORT, "TERM").ends("FINISHED", 0),
            SignalStory.of(SHORT, "INT").ends("FINISHED", 0),
            SignalStory.of(SHORT, "TSTP", "TERM").ends("FINISHED", 0),
            SignalStory.of(SHORT, "TERM").toTheGroup().ends("FINISHED", 0),
            SignalStory.of(SHORT, "TSTP", "CONT", "HUP", "USR1", "TERM")
                    .toTheGroup()
                    .ends("FINISHED", 0),
            SignalStory.of(SHORT, "TERM", "INT").soft(20).ends("FINISHED", 0),
            // One that does not end is given back.
            SignalStory.of(ENDLESS, "TERM", "TERM").ends("LEFT 1", 1),
            SignalStory.of(ENDLESS, "INT", "INT").ends("LEFT 1", 1),
            SignalStory.of(ENDLESS, "TERM", "INT").ends("LEFT 1", 1),
            SignalStory.of(ENDLESS, "INT", "USR2").ends("LEFT 1", 1),
            SignalStory.of(ENDLESS, "USR2").ends("LEFT 1", 1),
            SignalStory.of(ENDLESS, "USR2").toTheGroup().ends("LEFT 1", 1),
            SignalStory.of(ENDLESS, "TERM").remapped().ends("LEFT 1", 1),
            SignalStory.of(ENDLESS, "USR2").soft(1).ends("LEFT 1", 1),
            SignalStory.of(ENDLESS, "TERM", "INT").soft(1).ends("LEFT 1", 1),
            SignalStory.of(ENDLESS, "TERM", "INT", "TERM").soft(600).ends("LEFT 1", 1),
            // One whose cold shutdown hangs is ended by the next signal, or in the end by itself.
            SignalStory.of(ENDLESS, "USR2", "INT").hanging().ends("", 1),
            SignalStory.of(ENDLESS, "TERM", "TERM").hanging().ends("does not end within 5 s", 1),
            SignalStory.of(IDLE, "USR2").hanging().ends("does not end within 5 s", 1));

    private static final ExecutorService executor = Executors.newFixedThreadPool(4);
    private static List<Future<SignalStory.Ending>> endings = List.of();

    /** Four at a time, for most of what a story takes is waiting. */
    @BeforeAll
    static void begin() {
        endings = STORIES.stream().map(story -> executor.submit(story::tell)).toList();
    }

    @AfterAll
    static void end() {
        executor.shutdownNow();
    }

    static Stream<SignalStory> stories() {
        return STORIES.stream();
    }

    @ParameterizedTest
    @MethodSource("stories")
    void aSequenceOfSignals(SignalStory story) throws Exception {
        SignalStory.Ending ending = endings.get(STORIES.indexOf(story)).get();

        assertThat(ending.exitCode()).as("%s", ending.lines()).isEqualTo(story.exitCode());
        assertThat(ending.lines()).anyMatch(line -> line.contains(story.lastWord()));
        assertThat(ending.left()).as("children left behind").isZero();
        assertThat(ending.millisFromCold()).as("%s", ending.lines()).isLessThan(story.hangs() ? 6500 : 3000);
    }
}
