package dev.lovage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    @Test
    void wordsAreJsonWhereTheyParseAsJsonElseText() {
        assertThat(read("2", "2.5", "true", "null", "Anna", "\"2\"", "[1, \"a\"]", "{\"x\": 1}", "Łódź", "")
                        .positional())
                .containsExactly(2L, 2.5, true, null, "Anna", "2", List.of(1L, "a"), Map.of("x", 1L), "Łódź", "");
    }

    @Test
    void negativeNumbersAreNoOptions() {
        assertThat(read(Numbers.shield("-2", "-2.5e3")).positional()).containsExactly(-2L, -2500.0);
        assertThat(Numbers.shield("-A", "-x1", "-")).containsExactly("-A", "-x1", "-");
    }

    @Test
    void aNameWithAValueIsAKeywordArgument() {
        Arguments arguments = read("1", "z=3", "name=a=b", "2x=4");

        assertThat(arguments.positional()).containsExactly(1L, "2x=4");
        assertThat(arguments.named()).containsExactly(entry("z", 3L), entry("name", "a=b"));
    }

    @Test
    void optionsComeBeforeWords() {
        Arguments arguments = Arguments.read(Optional.of("[1]"), Optional.of("{\"z\": 1}"), List.of("2", "z=2"));

        assertThat(arguments.positional()).containsExactly(1L, 2L);
        assertThat(arguments.named()).containsExactly(entry("z", 2L));
    }

    @Test
    void whatIsNoJsonArrayOrObjectIsRefusedWithAnExample() {
        assertThatThrownBy(() -> Arguments.read(Optional.of("{}"), Optional.empty(), List.of()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("'[2, 2]'");
        assertThatThrownBy(() -> Arguments.read(Optional.empty(), Optional.of("nonsense"), List.of()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("-k takes JSON");
    }

    private static Arguments read(String... words) {
        return Arguments.read(Optional.empty(), Optional.empty(), List.of(words));
    }
}
