package dev.lovage.worker.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import dev.lovage.worker.CatalogEntry;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FramesTest {

    private static Message message() {
        Map<String, Object> headers = new HashMap<>();
        headers.put("null", null);
        headers.put("yes", true);
        headers.put("int", -7);
        headers.put("long", Long.MIN_VALUE);
        headers.put("big", BigInteger.ONE.shiftLeft(100));
        headers.put("double", -0.5);
        headers.put("decimal", new BigDecimal("1.50"));
        headers.put("text", "日本 \uD83C\uDF3F");
        headers.put("list", Arrays.asList(1, null, List.of("x")));
        headers.put("map", Map.of("k", Map.of("deep", 1L)));
        return new Message(new byte[] {1, 2, -3}, "application/json", "utf-8", headers, Map.of("priority", 3));
    }

    private static Frame again(Frame frame) throws IOException {
        return new FrameInput(Channels.newChannel(new ByteArrayInputStream(Frames.encode(frame))))
                .await()
                .orElseThrow();
    }

    @Test
    void everyFrameIsReadAsItWasWritten() throws IOException {
        Request request = new Request(
                1L << 40,
                "id",
                "tasks.add",
                message(),
                "celery",
                "",
                "celery",
                true,
                2,
                Optional.empty(),
                Optional.of(Duration.ofMillis(1500)));
        CatalogEntry entry = new CatalogEntry(
                "tasks.add",
                "tasks.add()",
                Optional.of(true),
                Optional.empty(),
                Optional.of(false),
                Optional.empty(),
                Optional.of(Duration.ofSeconds(3)));
        TaskResult result = new TaskResult(
                "id",
                TaskState.SUCCESS,
                new byte[] {'1'},
                Optional.of("trace"),
                List.of("child"),
                Optional.of(OffsetDateTime.of(2024, 2, 29, 1, 2, 3, 4000, ZoneOffset.UTC)),
                Optional.empty(),
                Optional.of("parent"),
                Map.of("name", "tasks.add"));
        List<Frame> frames = List.of(
                new Frame.Setup(
                        new byte[] {9},
                        "/tmp/x",
                        List.of("a"),
                        List.of(),
                        List.of("/lib/x.jar"),
                        Map.of("k", "v"),
                        5,
                        "node",
                        Optional.of("oid")),
                new Frame.Join(1, new byte[] {9}, 42),
                new Frame.Hello(List.of(entry), Map.of("broker_url", "redis://:secret@host")),
                new Frame.Unloadable("why", true),
                new Frame.Run(request),
                new Frame.Progress(3, "PROGRESS", new byte[] {'{', '}'}),
                new Frame.Stop(),
                new Frame.Publish(7, new Publication("x", "key", message(), true)),
                new Frame.Declare(8, Queue.of("q", Exchange.topic("x"), "a.#").withArgument("x-max-priority", 9)),
                new Frame.Ask(9, Frame.Question.WHEN_READY, "id"),
                new Frame.Forget(9),
                new Frame.Recall(10),
                new Frame.Returned(11),
                new Frame.Answer(9, Optional.of(result)),
                new Frame.Answer(9, Optional.empty()),
                new Frame.Failure(9, Frame.Kind.TIMEOUT, "late"),
                new Frame.Done(1, new Outcome.Ignored(Duration.ofNanos(5)), false),
                new Frame.Done(1, new Outcome.Rejected(true, "no", Duration.ZERO), true),
                new Frame.Done(1, new Outcome.Lost("gone", Optional.of(137), Duration.ZERO), false),
                new Frame.Done(
                        1,
                        new Outcome.Failed(
                                new byte[] {'{'},
                                "s",
                                "t",
                                Outcome.Cause.UNENCODABLE,
                                List.of(),
                                List.of("c"),
                                Duration.ofSeconds(1)),
                        false),
                new Frame.Done(
                        1, new Outcome.Succeeded(new byte[] {'1'}, List.of(), List.of(), Duration.ofDays(2)), false));
        for (Frame frame : frames) {
            assertThat(again(frame)).usingRecursiveComparison().isEqualTo(frame);
        }
    }

    @Test
    void framesMayArriveInAnyPieces() throws IOException {
        byte[] bytes = Frames.encode(new Frame.Publish(7, new Publication("x", "key", message(), true)));
        ByteBuffer rest = ByteBuffer.allocate(bytes.length * 3)
                .put(bytes)
                .put(bytes)
                .put(bytes)
                .flip();
        Random random = new Random(7);
        FrameInput input = new FrameInput(new java.nio.channels.ReadableByteChannel() {
            @Override
            public int read(ByteBuffer to) {
                int count = Math.min(Math.min(rest.remaining(), 1 + random.nextInt(5)), to.remaining());
                for (int i = 0; i < count; i++) {
                    to.put(rest.get());
                }
                return count == 0 ? -1 : count;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        });
        assertThat(input.await()).isPresent();
        assertThat(input.await()).isPresent();
        assertThat(input.await()).isPresent();
        assertThat(input.await()).isEmpty();
    }

    @Test
    void whatIsNoFrameIsRefusedAndNeverFillsTheMemory() {
        assertThatThrownBy(() -> new FrameInput(
                                Channels.newChannel(new ByteArrayInputStream(new byte[] {0x7f, -1, -1, -1, 1})))
                        .await())
                .isInstanceOf(ChannelException.class);
        Random random = new Random(42);
        byte[] good = Frames.encode(new Frame.Publish(7, new Publication("x", "key", message(), true)));
        for (int i = 0; i < 20_000; i++) {
            byte[] payload = Arrays.copyOfRange(good, 4, good.length);
            payload[random.nextInt(payload.length)] = (byte) random.nextInt();
            payload[0] = (byte) random.nextInt(16);
            try {
                Frames.decode(payload);
            } catch (ChannelException
                    | IllegalArgumentException
                    | java.time.DateTimeException
                    | ArithmeticException e) {
                continue;
            }
        }
    }
}
