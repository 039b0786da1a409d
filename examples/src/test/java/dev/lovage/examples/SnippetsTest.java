package dev.lovage.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every Java snippet of the documentation is a region of a source file that is compiled and run.
 *
 * <p>{@code -Dsnippets=write} brings the documents up to date instead of failing.
 */
class SnippetsTest {

    private static final Path ROOT = root();
    private static final Pattern SNIPPET =
            Pattern.compile("(?:<!-- snippet: (\\S+?)(?:#(\\S+))? -->\n)?```java\n(.*?)```", Pattern.DOTALL);

    @TestFactory
    Stream<DynamicTest> theDocumentsShowWhatRuns() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
        }
        return documents.stream()
                .map(document ->
                        DynamicTest.dynamicTest(ROOT.relativize(document).toString(), () -> check(document)));
    }

    private static void check(Path document) throws IOException {
        String text = Files.readString(document);
        StringBuilder fresh = new StringBuilder();
        Matcher snippet = SNIPPET.matcher(text);
        while (snippet.find()) {
            assertThat(snippet.group(1))
                    .as("a Java block without a line <!-- snippet: file#region --> before it:\n" + snippet.group(3))
                    .isNotNull();
            String head = snippet.group(2) == null ? snippet.group(1) : snippet.group(1) + "#" + snippet.group(2);
            String code = region(ROOT.resolve(snippet.group(1)), snippet.group(2));
            snippet.appendReplacement(
                    fresh, Matcher.quoteReplacement("<!-- snippet: " + head + " -->\n```java\n" + code + "```"));
        }
        snippet.appendTail(fresh);
        if ("write".equals(System.getProperty("snippets"))) {
            Files.writeString(document, fresh);
        }
        assertThat(Files.readString(document)).isEqualTo(fresh.toString());
    }

    private static String region(Path source, String name) throws IOException {
        List<String> lines = Files.readAllLines(source);
        if (name == null) {
            return String.join("\n", lines) + "\n";
        }
        int from = indexOf(lines, "// region: " + name, source);
        int to = indexOf(lines, "// end: " + name, source);
        return String.join("\n", lines.subList(from + 1, to)).stripIndent() + "\n";
    }

    private static int indexOf(List<String> lines, String mark, Path source) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(mark)) {
                return i;
            }
        }
        throw new AssertionError(source + " has no line '" + mark + "'");
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("README.md"))) {
            folder = java.util.Objects.requireNonNull(folder.getParent(), "no README.md above " + folder);
        }
        return folder;
    }
}
