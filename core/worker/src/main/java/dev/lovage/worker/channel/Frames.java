package dev.lovage.worker.channel;

import dev.lovage.worker.channel.Frame.Answer;
import dev.lovage.worker.channel.Frame.Ask;
import dev.lovage.worker.channel.Frame.Declare;
import dev.lovage.worker.channel.Frame.Done;
import dev.lovage.worker.channel.Frame.Failure;
import dev.lovage.worker.channel.Frame.Forget;
import dev.lovage.worker.channel.Frame.Hello;
import dev.lovage.worker.channel.Frame.Join;
import dev.lovage.worker.channel.Frame.Kind;
import dev.lovage.worker.channel.Frame.Progress;
import dev.lovage.worker.channel.Frame.Publish;
import dev.lovage.worker.channel.Frame.Question;
import dev.lovage.worker.channel.Frame.Recall;
import dev.lovage.worker.channel.Frame.Returned;
import dev.lovage.worker.channel.Frame.Run;
import dev.lovage.worker.channel.Frame.Setup;
import dev.lovage.worker.channel.Frame.Stop;
import dev.lovage.worker.channel.Frame.Unloadable;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns frames into bytes and back: our own format, no Java serialization. */
public final class Frames {

    private static final int SETUP = 1;
    private static final int JOIN = 2;
    private static final int HELLO = 3;
    private static final int UNLOADABLE = 4;
    private static final int RUN = 5;
    private static final int DONE = 6;
    private static final int PROGRESS = 7;
    private static final int STOP = 8;
    private static final int PUBLISH = 9;
    private static final int DECLARE = 10;
    private static final int ASK = 11;
    private static final int FORGET = 12;
    private static final int ANSWER = 13;
    private static final int FAILURE = 14;
    private static final int RECALL = 15;
    private static final int RETURNED = 16;

    private Frames() {}

    /** The bytes of a frame, with its length in front. */
    public static byte[] encode(Frame frame) {
        if (frame instanceof Run run) {
            FrameWriter out = new FrameWriter(RUN);
            OutcomeCodec.writeRequest(out, run.request());
            return out.finish();
        } else if (frame instanceof Done done) {
            FrameWriter out = new FrameWriter(DONE).number(done.slot());
            OutcomeCodec.writeOutcome(out, done.outcome());
            return out.bool(done.last()).finish();
        } else if (frame instanceof Progress progress) {
            return new FrameWriter(PROGRESS)
                    .number(progress.slot())
                    .text(progress.state())
                    .bytes(progress.value())
                    .finish();
        }
        return frame instanceof Stop ? new FrameWriter(STOP).finish() : encodeRare(frame);
    }

    private static byte[] encodeRare(Frame frame) {
        if (frame instanceof Publish publish) {
            FrameWriter out = new FrameWriter(PUBLISH).number(publish.call());
            MessageCodec.writePublication(out, publish.publication());
            return out.finish();
        } else if (frame instanceof Declare declare) {
            FrameWriter out = new FrameWriter(DECLARE).number(declare.call());
            MessageCodec.writeQueue(out, declare.queue());
            return out.finish();
        } else if (frame instanceof Ask ask) {
            return new FrameWriter(ASK)
                    .number(ask.call())
                    .u8(ask.question().ordinal())
                    .text(ask.taskId())
                    .finish();
        } else if (frame instanceof Forget forget) {
            return new FrameWriter(FORGET).number(forget.call()).finish();
        } else if (frame instanceof Recall recall) {
            return new FrameWriter(RECALL).number(recall.slot()).finish();
        } else if (frame instanceof Returned returned) {
            return new FrameWriter(RETURNED).number(returned.slot()).finish();
        } else if (frame instanceof Answer answer) {
            return new FrameWriter(ANSWER)
                    .number(answer.call())
                    .optional(answer.result(), MessageCodec::writeResult)
                    .finish();
        } else if (frame instanceof Failure failure) {
            return new FrameWriter(FAILURE)
                    .number(failure.call())
                    .u8(failure.kind().ordinal())
                    .text(failure.message())
                    .finish();
        }
        return encodeStart(frame);
    }

    private static byte[] encodeStart(Frame frame) {
        if (frame instanceof Setup setup) {
            FrameWriter out = new FrameWriter(SETUP).bytes(setup.token()).text(setup.socket());
            out.list(setup.applications(), FrameWriter::text).list(setup.includes(), FrameWriter::text);
            out.list(setup.classPath(), FrameWriter::text);
            DataCodec.writeMap(out, setup.settings());
            return out.number(setup.maxResultBytes())
                    .text(setup.hostname())
                    .optional(setup.replyTo(), FrameWriter::text)
                    .finish();
        } else if (frame instanceof Join join) {
            return new FrameWriter(JOIN)
                    .number(join.version())
                    .bytes(join.token())
                    .number(join.pid())
                    .finish();
        } else if (frame instanceof Hello hello) {
            FrameWriter out = new FrameWriter(HELLO).list(hello.catalog(), OutcomeCodec::writeEntry);
            DataCodec.writeMap(out, hello.settings());
            return out.finish();
        } else if (frame instanceof Unloadable unloadable) {
            return new FrameWriter(UNLOADABLE)
                    .text(unloadable.reason())
                    .bool(unloadable.lasting())
                    .finish();
        }
        throw new IllegalArgumentException("No frame: " + frame);
    }

    /**
     * Reads a frame.
     *
     * @param payload its bytes without the length
     * @throws ChannelException if it is none
     */
    public static Frame decode(byte[] payload) {
        FrameReader in = new FrameReader(payload);
        int type = in.u8();
        return switch (type) {
            case SETUP ->
                new Setup(
                        in.bytes(),
                        in.text(),
                        in.list(FrameReader::text),
                        in.list(FrameReader::text),
                        in.list(FrameReader::text),
                        settings(in),
                        in.number(),
                        in.text(),
                        in.optional(FrameReader::text));
            case JOIN -> new Join((int) in.number(), in.bytes(), in.number());
            case HELLO -> new Hello(in.list(OutcomeCodec::readEntry), settings(in));
            case UNLOADABLE -> new Unloadable(in.text(), in.bool());
            case RUN -> new Run(OutcomeCodec.readRequest(in));
            case DONE -> new Done(in.number(), OutcomeCodec.readOutcome(in), in.bool());
            case PROGRESS -> new Progress(in.number(), in.text(), in.bytes());
            case STOP -> new Stop();
            case PUBLISH -> new Publish(in.number(), MessageCodec.readPublication(in));
            case DECLARE -> new Declare(in.number(), MessageCodec.readQueue(in));
            case ASK -> new Ask(in.number(), Question.values()[in.u8() % Question.values().length], in.text());
            case FORGET -> new Forget(in.number());
            case ANSWER -> new Answer(in.number(), in.optional(MessageCodec::readResult));
            case FAILURE -> new Failure(in.number(), Kind.values()[in.u8() % Kind.values().length], in.text());
            case RECALL -> new Recall(in.number());
            case RETURNED -> new Returned(in.number());
            default -> throw new ChannelException("No frame has the type " + type);
        };
    }

    private static Map<String, String> settings(FrameReader in) {
        Map<String, String> settings = new LinkedHashMap<>();
        DataCodec.readMap(in).forEach((key, value) -> settings.put(key, String.valueOf(value)));
        return settings;
    }
}
