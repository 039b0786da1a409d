package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeNameTest {

    private static final String HOST = "web1.example.com";

    @Test
    void placeholdersStandForPartsOfTheHost() {
        assertThat(NodeName.of("w1@%h", HOST)).isEqualTo("w1@web1.example.com");
        assertThat(NodeName.of("w1@%n", HOST)).isEqualTo("w1@web1");
        assertThat(NodeName.of("w1@%d", HOST)).isEqualTo("w1@example.com");
        assertThat(NodeName.of("100%%@%h", HOST)).isEqualTo("100%@web1.example.com");
    }

    @Test
    void whatIsLeftOutIsTheDefault() {
        assertThat(NodeName.of("", HOST)).isEqualTo("worker@web1.example.com");
        assertThat(NodeName.of("w1", HOST)).isEqualTo("w1@web1.example.com");
        assertThat(NodeName.of("@there", HOST)).isEqualTo("worker@there");
    }
}
