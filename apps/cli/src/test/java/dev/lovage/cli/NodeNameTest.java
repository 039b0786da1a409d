package dev.lovage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeNameTest {

    private static final String MACHINE = "box.example.org";

    @Test
    void aNodeIsNamedAsCeleryNamesIt() {
        assertThat(NodeName.of("", MACHINE)).hasToString("celery@box.example.org");
        assertThat(NodeName.of("w1", MACHINE)).hasToString("w1@box.example.org");
        assertThat(NodeName.of("w1@%h", MACHINE)).hasToString("w1@box.example.org");
        assertThat(NodeName.of("w1@%n.%d", MACHINE)).hasToString("w1@w1.example.org");
        assertThat(NodeName.of("%n@here", MACHINE)).hasToString("box@here");
        assertThat(NodeName.of("@here", MACHINE)).hasToString("celery@here");
    }

    @Test
    void itsPartsNameALogFile() {
        assertThat(NodeName.of("w1", MACHINE).expand("/var/log/%n-%h%%.log"))
                .isEqualTo("/var/log/w1-box.example.org%.log");
    }
}
