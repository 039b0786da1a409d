package dev.lovage.worker.channel;

import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writes and reads messages, queues and results as fields of a frame. */
final class MessageCodec {

    private MessageCodec() {}

    static void writeMessage(FrameWriter out, Message message) {
        out.bytes(message.body()).text(message.contentType()).text(message.contentEncoding());
        DataCodec.writeMap(out, message.headers());
        DataCodec.writeMap(out, message.properties());
    }

    static Message readMessage(FrameReader in) {
        return new Message(in.bytes(), in.text(), in.text(), DataCodec.readMap(in), DataCodec.readMap(in));
    }

    static void writePublication(FrameWriter out, Publication publication) {
        out.text(publication.exchange()).text(publication.routingKey());
        writeMessage(out, publication.message());
        out.bool(publication.mandatory());
    }

    static Publication readPublication(FrameReader in) {
        return new Publication(in.text(), in.text(), readMessage(in), in.bool());
    }

    static void writeQueue(FrameWriter out, Queue queue) {
        out.text(queue.name());
        writeExchange(out, queue.exchange());
        out.text(queue.routingKey())
                .bool(queue.durable())
                .bool(queue.autoDelete())
                .bool(queue.exclusive());
        DataCodec.writeMap(out, queue.arguments());
    }

    static Queue readQueue(FrameReader in) {
        return new Queue(in.text(), readExchange(in), in.text(), in.bool(), in.bool(), in.bool(), arguments(in));
    }

    private static void writeExchange(FrameWriter out, Exchange exchange) {
        out.text(exchange.name())
                .u8(exchange.type().ordinal())
                .bool(exchange.durable())
                .bool(exchange.autoDelete());
        DataCodec.writeMap(out, exchange.arguments());
    }

    private static Exchange readExchange(FrameReader in) {
        return new Exchange(in.text(), readType(in), in.bool(), in.bool(), arguments(in));
    }

    private static Exchange.Type readType(FrameReader in) {
        Exchange.Type[] types = Exchange.Type.values();
        return types[Math.min(in.u8(), types.length - 1)];
    }

    private static Map<String, Object> arguments(FrameReader in) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        DataCodec.readMap(in).forEach((key, value) -> {
            if (value != null) {
                arguments.put(key, value);
            }
        });
        return arguments;
    }

    static void writeResult(FrameWriter out, TaskResult result) {
        out.text(result.taskId()).text(result.state().name()).bytes(result.value());
        out.optional(result.traceback(), FrameWriter::text);
        out.list(result.children(), DataCodec::write);
        out.optional(result.dateDone().map(OffsetDateTime::toString), FrameWriter::text);
        out.optional(result.groupId(), FrameWriter::text);
        out.optional(result.parentId(), FrameWriter::text);
        DataCodec.writeMap(out, result.extended());
    }

    static TaskResult readResult(FrameReader in) {
        return new TaskResult(
                in.text(),
                new TaskState(in.text()),
                in.bytes(),
                in.optional(FrameReader::text),
                children(in),
                in.optional(FrameReader::text).map(OffsetDateTime::parse),
                in.optional(FrameReader::text),
                in.optional(FrameReader::text),
                DataCodec.readMap(in));
    }

    private static List<Object> children(FrameReader in) {
        return in.list(item -> Objects.requireNonNullElse(DataCodec.read(item), ""));
    }
}
