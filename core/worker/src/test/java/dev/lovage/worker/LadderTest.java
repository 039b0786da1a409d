package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sequence of up to three signals that stop a worker. */
class LadderTest {

    private static final long SECOND = 1_000_000_000L;

    /** W, S, C, H for the stage after each signal, or - where there is no further one. */
    private static String climb(Ladder ladder, boolean busy, long pause, List<String> signals) {
        StringBuilder stages = new StringBuilder();
        Optional<Shutdown> now = Optional.empty();
        long nanos = 17;
        for (String signal : signals) {
            Optional<Shutdown> next = ladder.heard(signal, nanos, now, busy);
            stages.append(next.map(stage -> stage.name().charAt(0)).orElse('-'));
            now = next.or(() -> Optional.empty()).isPresent() ? next : now;
            nanos += pause;
        }
        return stages.toString();
    }

    static List<String> sequence(String letters) {
        return letters.chars()
                .mapToObj(c -> c == 'T' ? "TERM" : c == 'I' ? "INT" : "USR2")
                .toList();
    }

    /** All of one, two and three letters. */
    static Stream<String> sequences() {
        List<String> all = new ArrayList<>(List.of(""));
        for (int from = 0, length = 1; length <= 3; length++) {
            int to = all.size();
            for (; from < to; from++) {
                for (String letter : List.of("T", "I", "U")) {
                    all.add(all.get(from) + letter);
                }
            }
        }
        return all.stream().skip(1);
    }

    @Test
    void thereAre39OfThem() {
        assertThat(sequences()).hasSize(39).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void eachSignalIsARungWithoutASoftStage(String letters) {
        String ladder = letters.startsWith("U") ? "CH-" : "WCH";
        for (boolean busy : new boolean[] {true, false}) {
            assertThat(climb(new Ladder(false, true, false), busy, SECOND, sequence(letters)))
                    .isEqualTo(ladder.substring(0, letters.length()));
        }
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void aSoftStageComesBeforeTheColdOneWhileATaskRuns(String letters) {
        String ladder = letters.startsWith("U") ? "SCH" : "WSC";
        assertThat(climb(new Ladder(true, false, false), true, SECOND, sequence(letters)))
                .isEqualTo(ladder.substring(0, letters.length()));
        assertThat(climb(new Ladder(true, true, false), false, SECOND, sequence(letters)))
                .isEqualTo(ladder.substring(0, letters.length()));
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void anIdleWorkerHasNoSoftStage(String letters) {
        String ladder = letters.startsWith("U") ? "CH-" : "WCH";
        assertThat(climb(new Ladder(true, false, false), false, SECOND, sequence(letters)))
                .isEqualTo(ladder.substring(0, letters.length()));
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void termIsColdWhenItIsRemapped(String letters) {
        String ladder = letters.startsWith("I") ? "WCH" : "CH-";
        assertThat(climb(new Ladder(false, false, true), true, SECOND, sequence(letters)))
                .isEqualTo(ladder.substring(0, letters.length()));
    }

    @ParameterizedTest
    @CsvSource({"TT, W-", "TTT, W--", "II, W-", "UU, C-", "TI, WC", "TIT, WC-", "IUI, WC-", "TIU, WCH"})
    void theSameSignalAtTheSameMomentIsTheSameRequest(String letters, String stages) {
        assertThat(climb(new Ladder(false, false, false), true, 1_000_000, sequence(letters)))
                .isEqualTo(stages);
    }

    @Test
    void aStreamOfOneSignalStillClimbs() {
        List<String> stream = sequence("TTTTTTTTTTTT");
        assertThat(climb(new Ladder(false, false, false), true, SECOND / 5, stream))
                .isEqualTo("W--C--H-----");
    }
}
