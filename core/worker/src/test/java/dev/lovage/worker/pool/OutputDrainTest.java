package dev.lovage.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.testkit.ManualClock;
import dev.lovage.worker.channel.OutputMark;
import dev.lovage.worker.channel.TaskLabel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputDrainTest {

    private static List<String> drain(byte[] bytes, int rate) {
        List<String> lines = new ArrayList<>();
        new OutputDrain(
                        new ByteArrayInputStream(bytes),
                        rate,
                        new ManualClock(java.time.Instant.EPOCH),
                        (task, line) -> lines.add(task.id() + task.name() + "|" + line))
                .run();
        return lines;
    }

    @Test
    void linesAreLabelledWithTheTaskThatPrintedThem() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write("starting\nhalf a line".getBytes(StandardCharsets.UTF_8));
        out.write(OutputMark.of(new TaskLabel("id-1", "tasks.print", "celery")));
        out.write("hällo\r\nbye".getBytes(StandardCharsets.UTF_8));
        assertThat(drain(out.toByteArray(), 1000))
                .containsExactly("|starting", "|half a line", "id-1tasks.print|hällo", "id-1tasks.print|bye");
    }

    @Test
    void whatIsOverTheRateIsCountedAndDropped() {
        List<String> lines = drain("0123456789\nabcdefgh\nijk\n".getBytes(StandardCharsets.UTF_8), 15);
        assertThat(lines).contains("|0123456789", "|abcd");
        assertThat(lines.get(lines.size() - 1)).contains("dropped 7 bytes");
    }

    @Test
    void aLineWithoutEndIsCut() {
        List<String> lines = drain("x".repeat(20_000).getBytes(StandardCharsets.UTF_8), 1_000_000);
        assertThat(lines.get(0)).endsWith("… (line cut)").hasSizeLessThan(9000);
    }
}
