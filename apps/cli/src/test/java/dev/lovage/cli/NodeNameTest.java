package dev.lovage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeNameTest {

    @Test
    void itsPartsNameALogFile() {
        assertThat(NodeName.of("w1@box.example.org").expand("/var/log/%n-%h-%d%%.log"))
                .isEqualTo("/var/log/w1-box.example.org-example.org%.log");
        assertThat(NodeName.of("w1@box").expand("%n.%d.log")).isEqualTo("w1..log");
    }
}
