package dev.lovage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class SecondsTest {

    @Test
    void aBareNumberIsSeconds() {
        assertThat(new Seconds().convert("30")).isEqualTo(Duration.ofSeconds(30));
        assertThat(new Seconds().convert("0.25")).isEqualTo(Duration.ofMillis(250));
        assertThat(new Seconds().convert("250ms")).isEqualTo(Duration.ofMillis(250));
        assertThat(new Seconds().convert("2h")).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void whatIsNoTimeIsRefused() {
        for (String text : new String[] {"", "soon", "-1", "1w", "0.0001"}) {
            assertThatThrownBy(() -> new Seconds().convert(text))
                    .as("'%s'", text)
                    .isInstanceOf(TypeConversionException.class);
        }
    }
}
