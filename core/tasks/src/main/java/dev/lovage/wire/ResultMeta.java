package dev.lovage.wire;

import dev.lovage.messaging.codec.DecodeLimits;
import dev.lovage.results.TaskResult;
import java.time.ZoneId;

/**
 * Celery's result meta, the JSON text that key/value backends store and {@code rpc://} sends.
 *
 * <p>The value of a result goes in and comes out as the bytes it is: neither way is it decoded. Immutable.
 */
public final class ResultMeta {

    private final ZoneId zone;
    private final DecodeLimits limits;

    /** In the app's timezone, which a stored date without an offset has too. */
    public ResultMeta(ZoneId zone) {
        this(zone, DecodeLimits.defaults());
    }

    public ResultMeta(ZoneId zone, DecodeLimits limits) {
        this.zone = zone;
        this.limits = limits;
    }

    /** As key/value backends store it. */
    public byte[] encode(TaskResult result) {
        return new MetaWriter(zone).stored(result);
    }

    /** As {@code rpc://} sends it: without date, group and parent. */
    public byte[] encodeReply(TaskResult result) {
        return new MetaWriter(zone).reply(result);
    }

    /**
     * Reads either.
     *
     * @throws dev.lovage.messaging.codec.DecodeException when it is no JSON, or no result meta
     */
    public TaskResult decode(byte[] meta) {
        return new MetaReader(zone, limits).read(meta);
    }
}
