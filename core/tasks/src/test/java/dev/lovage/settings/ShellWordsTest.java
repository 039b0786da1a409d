package dev.lovage.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ShellWordsTest {

    @Test
    void wordsAreSplitAsAShellDoes() {
        assertThat(ShellWords.split("  -Xmx64m\t-Dname='Ann \"B\" C'  -Dpath=\"a\\\\b \\\"c\\\" \\d\" e\\ f '' "))
                .contains(List.of("-Xmx64m", "-Dname=Ann \"B\" C", "-Dpath=a\\b \"c\" \\d", "e f", ""));
        assertThat(ShellWords.split("")).contains(List.of());
    }

    @Test
    void anOpenEndIsNoText() {
        assertThat(ShellWords.split("-Da='b c")).isEmpty();
        assertThat(ShellWords.split("-Da=\\")).isEmpty();
    }

    @Test
    void joinedWordsSplitAgain() {
        List<String> words = List.of("a b", "it's", "\\", "");
        assertThat(ShellWords.split(ShellWords.join(words))).contains(words);
    }

    @Test
    void childOptionsAreReadFromTextAndList() {
        assertThat(options("-Xmx64m -Da='b c'")).containsExactly("-Xmx64m", "-Da=b c");
        assertThat(options(List.of("-Xmx64m", "-Da=b c"))).containsExactly("-Xmx64m", "-Da=b c");
        assertThatThrownBy(() -> options("-Da='b c")).hasMessageContaining("worker_child_opts", "quote");
    }

    private static List<String> options(Object said) {
        return Settings.loader()
                .environment(Map.of())
                .systemProperties(new Properties())
                .folder(Path.of("/nonexistent"))
                .code(code -> code.set("worker_child_opts", said))
                .load()
                .workerChildOpts();
    }
}
