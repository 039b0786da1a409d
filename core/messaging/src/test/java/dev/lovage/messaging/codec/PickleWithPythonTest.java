package dev.lovage.messaging.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pickles exchanged with a real Python, every protocol, both ways; values are compared as typed JSON text. */
@Timeout(60)
class PickleWithPythonTest {

    private static final String PYTHON = "/usr/bin/python3";

    private final PickleSerializer pickle = new PickleSerializer();
    private final JsonSerializer json = new JsonSerializer();

    @TempDir
    Path folder;

    @BeforeEach
    void bringTheScript() throws IOException {
        try (InputStream in = PickleWithPythonTest.class.getResourceAsStream("/pickles.py")) {
            Files.write(folder.resolve("pickles.py"), Objects.requireNonNull(in).readAllBytes());
        }
    }

    @Test
    void whatPythonPicklesInAnyProtocolReadsAsTheSameValue() throws Exception {
        List<String> lines = python("write", List.of());
        for (String line : lines) {
            String[] parts = line.split("\t", 3);
            Object value = pickle.decode(Base64.getDecoder().decode(parts[1]));
            assertThat(new String(json.encode(value), US_ASCII))
                    .as("protocol " + parts[0])
                    .isEqualTo(parts[2]);
        }
        System.out.println("pickle: " + lines.size() + " pickles of Python read");
        assertThat(lines).hasSizeGreaterThan(450);
    }

    @Test
    void whatWePicklePythonReadsAsTheSameValue() throws Exception {
        List<String> expected = new ArrayList<>();
        List<String> pickles = new ArrayList<>();
        for (String line : python("write", List.of())) {
            String text = line.split("\t", 3)[2];
            byte[] pickled = pickle.encode(json.decode(text.getBytes(UTF_8)));
            assertThat(new String(json.encode(pickle.decode(pickled)), US_ASCII))
                    .isEqualTo(text);
            expected.add(text);
            pickles.add(Base64.getEncoder().encodeToString(pickled));
        }
        assertThat(python("read", pickles)).isEqualTo(expected);
        System.out.println("pickle: " + pickles.size() + " pickles of ours read by Python");
        assertThat(pickles).hasSizeGreaterThan(450);
    }

    private List<String> python(String mode, List<String> input) throws IOException, InterruptedException {
        Path in = Files.write(folder.resolve("in"), input);
        Path out = folder.resolve("out-" + mode);
        Process process = new ProcessBuilder(
                        PYTHON, folder.resolve("pickles.py").toString(), mode)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readAllLines(out, US_ASCII);
    }
}
