package dev.lovage.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.testkit.ManualClock;
import dev.lovage.worker.channel.OutputMark;
import dev.lovage.worker.channel.TaskLabel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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
        int rate = 10 + OutputDrain.LINE_COST + 4;
        List<String> lines = drain("0123456789\nabcdefgh\nijk\n".getBytes(StandardCharsets.UTF_8), rate);
        assertThat(lines).contains("|0123456789", "|abcd");
        assertThat(lines.get(lines.size() - 1)).contains("dropped 7 bytes");
    }

    @Test
    void aLineWithoutEndIsCut() {
        List<String> lines = drain("x".repeat(20_000).getBytes(StandardCharsets.UTF_8), 1_000_000);
        assertThat(lines.get(0)).endsWith("… (line cut)").hasSizeLessThan(9000);
    }

    /** Half a million lines a second would be fifty times as much in the log. */
    @Test
    void shortLinesCostWhatTheLogMakesOfThem() {
        int rate = 1 << 20;
        int seconds = 5;
        ManualClock clock = new ManualClock(java.time.Instant.EPOCH);
        byte[] flood = "x\n".repeat(seconds << 19).getBytes(StandardCharsets.UTF_8);
        ByteArrayInputStream in = new ByteArrayInputStream(flood) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                clock.advance(Duration.ofSeconds(1).dividedBy(16));
                return super.read(buffer, offset, length);
            }
        };
        AtomicInteger lines = new AtomicInteger();
        new OutputDrain(in, rate, clock, (task, line) -> lines.incrementAndGet()).run();
        assertThat(lines.get()).isBetween(seconds * 9_000, (seconds + 2) * rate / OutputDrain.LINE_COST);
    }

    @Test
    void theNameOfItsTaskIsPartOfALine() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(OutputMark.of(new TaskLabel("i".repeat(100), "n".repeat(100), "q".repeat(100))));
        out.write("x\n".repeat(1_000).getBytes(StandardCharsets.UTF_8));
        assertThat(drain(out.toByteArray(), 4_010))
                .hasSize(11)
                .last()
                .asString()
                .contains("dropped 990 bytes");
    }
}
