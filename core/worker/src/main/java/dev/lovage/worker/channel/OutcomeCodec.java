package dev.lovage.worker.channel;

import dev.lovage.worker.CatalogEntry;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Request;

/** Writes and reads requests, outcomes and the catalog as fields of a frame. */
final class OutcomeCodec {

    private static final int SUCCEEDED = 0;
    private static final int FAILED = 1;
    private static final int IGNORED = 2;
    private static final int REJECTED = 3;
    private static final int LOST = 4;

    private OutcomeCodec() {}

    static void writeRequest(FrameWriter out, Request request) {
        out.number(request.slot()).text(request.id()).text(request.task());
        MessageCodec.writeMessage(out, request.message());
        out.text(request.queue()).text(request.exchange()).text(request.routingKey());
        out.bool(request.redelivered()).number(request.deliveryCount());
        out.optional(request.softLimit(), FrameWriter::span).optional(request.hardLimit(), FrameWriter::span);
    }

    static Request readRequest(FrameReader in) {
        return new Request(
                in.number(),
                in.text(),
                in.text(),
                MessageCodec.readMessage(in),
                in.text(),
                in.text(),
                in.text(),
                in.bool(),
                (int) in.number(),
                in.optional(FrameReader::span),
                in.optional(FrameReader::span));
    }

    static void writeOutcome(FrameWriter out, Outcome outcome) {
        if (outcome instanceof Outcome.Succeeded done) {
            out.u8(SUCCEEDED).bytes(done.value()).list(done.followUps(), MessageCodec::writePublication);
            out.list(done.children(), FrameWriter::text);
        } else if (outcome instanceof Outcome.Failed failed) {
            out.u8(FAILED).bytes(failed.value()).text(failed.summary()).text(failed.traceback());
            out.u8(failed.cause().ordinal()).list(failed.followUps(), MessageCodec::writePublication);
            out.list(failed.children(), FrameWriter::text);
        } else if (outcome instanceof Outcome.Rejected rejected) {
            out.u8(REJECTED).bool(rejected.requeue()).text(rejected.reason());
        } else if (outcome instanceof Outcome.Lost lost) {
            out.u8(LOST).text(lost.how()).optional(lost.exitCode(), (to, code) -> to.number(code));
        } else {
            out.u8(IGNORED);
        }
        out.span(outcome.runtime());
    }

    static Outcome readOutcome(FrameReader in) {
        int kind = in.u8();
        return switch (kind) {
            case SUCCEEDED ->
                new Outcome.Succeeded(
                        in.bytes(), in.list(MessageCodec::readPublication), in.list(FrameReader::text), in.span());
            case FAILED ->
                new Outcome.Failed(
                        in.bytes(),
                        in.text(),
                        in.text(),
                        readCause(in),
                        in.list(MessageCodec::readPublication),
                        in.list(FrameReader::text),
                        in.span());
            case IGNORED -> new Outcome.Ignored(in.span());
            case REJECTED -> new Outcome.Rejected(in.bool(), in.text(), in.span());
            case LOST -> new Outcome.Lost(in.text(), in.optional(code -> (int) code.number()), in.span());
            default -> throw new ChannelException("No outcome has the number " + kind);
        };
    }

    private static Outcome.Cause readCause(FrameReader in) {
        Outcome.Cause[] causes = Outcome.Cause.values();
        int number = in.u8();
        if (number >= causes.length) {
            throw new ChannelException("No cause of failure has the number " + number);
        }
        return causes[number];
    }

    static void writeEntry(FrameWriter out, CatalogEntry entry) {
        out.text(entry.name()).text(entry.signature());
        out.optional(entry.acksLate(), FrameWriter::bool).optional(entry.ignoreResult(), FrameWriter::bool);
        out.optional(entry.trackStarted(), FrameWriter::bool);
        out.optional(entry.softTimeLimit(), FrameWriter::span).optional(entry.timeLimit(), FrameWriter::span);
    }

    static CatalogEntry readEntry(FrameReader in) {
        return new CatalogEntry(
                in.text(),
                in.text(),
                in.optional(FrameReader::bool),
                in.optional(FrameReader::bool),
                in.optional(FrameReader::bool),
                in.optional(FrameReader::span),
                in.optional(FrameReader::span));
    }
}
