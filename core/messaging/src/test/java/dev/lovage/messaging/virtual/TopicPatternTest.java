package dev.lovage.messaging.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicPatternTest {

    @ParameterizedTest
    @CsvSource({
        "media.#, media, true",
        "media.#, media.video.hd, true",
        "media.*, media, false",
        "media.*, media.video, true",
        "*.error, disk.error, true",
        "*.error, disk.full.error, false",
        "#.error, error, true",
        "#, '', true",
        "a.#.z, a.z, true",
        "a.#.z, a.b.c.z, true",
        "a.#.z, a.b.c, false",
        "a.b, axb, false",
    })
    void aStarIsOneWordAndAHashAnyNumber(String pattern, String key, boolean matches) {
        assertThat(TopicPattern.matches(pattern, key)).isEqualTo(matches);
    }
}
