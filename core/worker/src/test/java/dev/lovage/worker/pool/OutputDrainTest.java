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
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class OutputDrainTest {

    private final OutputMark marks = OutputMark.random();

    private static List<String> drain(byte[] bytes, int rate) {
        List<String> lines = new ArrayList<>();
        drainTo(bytes, rate, (task, line) -> lines.add(task.id() + task.name() + "|" + line));
        return lines;
    }

    private static void drainTo(byte[] bytes, int rate, BiConsumer<TaskLabel, String> sink) {
        new OutputDrain(new ByteArrayInputStream(bytes), rate, new ManualClock(java.time.Instant.EPOCH), sink).run();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void linesAreLabelledWithTheTaskThatPrintedThem() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(marks.of(TaskLabel.NONE));
        out.write(bytes("starting\nhalf a line"));
        out.write(marks.of(new TaskLabel("id-1", "tasks.print", "celery")));
        out.write(bytes("hällo\r\nbye"));
        out.write(marks.of(TaskLabel.NONE));
        out.write(bytes("past its end"));
        assertThat(drain(out.toByteArray(), 1000))
                .containsExactly(
                        "|starting", "|half a line", "id-1tasks.print|hällo", "id-1tasks.print|bye", "|past its end");
    }

    @Test
    void namesArriveAsTheyAre() throws IOException {
        TaskLabel label = new TaskLabel("id 1+1=2%", "Grüße senden 👋", "почта\n\u001f");
        List<TaskLabel> labels = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(marks.of(TaskLabel.NONE));
        out.write(marks.of(label));
        out.write(bytes("hello\n"));
        out.write(marks.of(new TaskLabel("👋".repeat(300), "n".repeat(5000), "")));
        out.write(bytes("hello\n"));
        drainTo(out.toByteArray(), 1000, (task, line) -> labels.add(task));
        assertThat(labels).first().isEqualTo(label);
        assertThat(labels).last().isEqualTo(new TaskLabel("👋".repeat(256), "n".repeat(256), ""));
    }

    @Test
    void whatATaskPrintsIsNeverTakenForAMark() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes("\u001ebefore\u001f\n"));
        out.write(marks.of(TaskLabel.NONE));
        out.write(marks.of(new TaskLabel("id-1", "a", "celery")));
        out.write(bytes("\u001e{\"seq\": 1}\n\u001e\u001e{\"seq\": 2}\n"));
        out.write(OutputMark.random().of(new TaskLabel("id-2", "b", "celery")));
        out.write(bytes("\n\u001e" + "0".repeat(16) + "\u001f\nthe end\u001e"));
        List<String> lines = drain(out.toByteArray(), 1000);
        assertThat(lines.get(0)).isEqualTo("|\u001ebefore\u001f");
        assertThat(lines.get(1)).isEqualTo("id-1a|\u001e{\"seq\": 1}");
        assertThat(lines.get(2)).isEqualTo("id-1a|\u001e\u001e{\"seq\": 2}");
        assertThat(lines.get(3)).startsWith("id-1a|\u001e").endsWith(" id-2 b celery\u001f");
        assertThat(lines.get(4)).isEqualTo("id-1a|\u001e0000000000000000\u001f");
        assertThat(lines.get(5)).isEqualTo("id-1a|the end\u001e");
        assertThat(lines).hasSize(6);
    }

    @Test
    void aMarkThatIsCutShortByTheEndIsNotShown() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(marks.of(TaskLabel.NONE));
        out.write(bytes("all\n"));
        byte[] mark = marks.of(new TaskLabel("id-1", "a", "celery"));
        out.write(mark, 0, mark.length - 3);
        assertThat(drain(out.toByteArray(), 1000)).containsExactly("|all");
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
        out.write(marks.of(TaskLabel.NONE));
        out.write(marks.of(new TaskLabel("i".repeat(100), "n".repeat(100), "q".repeat(100))));
        out.write("x\n".repeat(1_000).getBytes(StandardCharsets.UTF_8));
        assertThat(drain(out.toByteArray(), 4_010))
                .hasSize(11)
                .last()
                .asString()
                .contains("dropped 990 bytes");
    }
}
