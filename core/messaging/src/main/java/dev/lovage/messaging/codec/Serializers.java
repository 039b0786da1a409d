package dev.lovage.messaging.codec;

import dev.lovage.messaging.Message;
import dev.lovage.messaging.Suggestion;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The serializers and compressors that an app knows, and which content types it accepts. Immutable.
 *
 * <p>Knowing a serializer is not accepting it: only JSON is accepted unless {@link #accepting} says otherwise.
 */
public final class Serializers {

    private static final Map<String, String> COMPRESSION_ALIASES = Map.of("gzip", "zlib");

    private final DecodeLimits limits;
    private final Map<String, Serializer> byName;
    private final Map<String, Serializer> byType;
    private final Map<String, Compressor> compressorsByName;
    private final Map<String, Compressor> compressorsByType;
    private final Set<String> accepted;

    private Serializers(
            DecodeLimits limits,
            Collection<Serializer> serializers,
            Collection<Compressor> compressors,
            Collection<String> accepted) {
        this.limits = limits;
        this.byName = new LinkedHashMap<>();
        this.byType = new LinkedHashMap<>();
        for (Serializer serializer : serializers) {
            byName.put(serializer.name(), serializer);
            byType.put(serializer.contentType(), serializer);
        }
        this.compressorsByName = new LinkedHashMap<>();
        this.compressorsByType = new LinkedHashMap<>();
        for (Compressor compressor : compressors) {
            compressorsByName.put(compressor.name(), compressor);
            compressorsByType.put(compressor.contentType(), compressor);
        }
        this.accepted = new LinkedHashSet<>(accepted);
    }

    /** {@code json}, {@code pickle}, {@code raw}, {@code text} and {@code zlib} within the usual limits; JSON accepted. */
    public static Serializers standard() {
        return standard(DecodeLimits.defaults());
    }

    /** {@code json}, {@code pickle}, {@code raw}, {@code text} and {@code zlib} within these limits; JSON accepted. */
    public static Serializers standard(DecodeLimits limits) {
        JsonSerializer json = new JsonSerializer(limits);
        return new Serializers(
                limits,
                List.of(json, new PickleSerializer(limits), RawSerializer.DATA, RawSerializer.TEXT),
                List.of(new ZlibCompressor()),
                List.of(json.contentType()));
    }

    /** These and one more serializer, known but not accepted; one of the same name or type is replaced. */
    public Serializers with(Serializer serializer) {
        Map<String, Serializer> more = new LinkedHashMap<>(byName);
        more.put(serializer.name(), serializer);
        return new Serializers(limits, more.values(), compressorsByName.values(), accepted);
    }

    /** These and one more compressor; one of the same name or type is replaced. */
    public Serializers with(Compressor compressor) {
        Map<String, Compressor> more = new LinkedHashMap<>(compressorsByName);
        more.put(compressor.name(), compressor);
        return new Serializers(limits, byName.values(), more.values(), accepted);
    }

    /**
     * These, accepting exactly what is listed ({@code accept_content}): names or content types.
     *
     * @throws ContentDisallowedException for one that is not known
     */
    public Serializers accepting(Collection<String> namesOrTypes) {
        List<String> types = namesOrTypes.stream()
                .map(name -> byType.containsKey(name) ? name : byName(name).contentType())
                .toList();
        return new Serializers(limits, byName.values(), compressorsByName.values(), types);
    }

    public DecodeLimits limits() {
        return limits;
    }

    /** The serializer of that name; unknown ones throw {@link ContentDisallowedException}. */
    public Serializer byName(String name) {
        return found(byName, name, "serializer");
    }

    /** The compressor of that name or content type; unknown ones throw {@link ContentDisallowedException}. */
    public Compressor compressor(String nameOrType) {
        Compressor byContentType = compressorsByType.get(nameOrType);
        if (byContentType != null) {
            return byContentType;
        }
        return found(compressorsByName, COMPRESSION_ALIASES.getOrDefault(nameOrType, nameOrType), "compression");
    }

    /** Whether messages of exactly this content type are decoded. */
    public boolean accepts(String contentType) {
        return accepted.contains(contentType);
    }

    /**
     * The serializer for an accepted content type.
     *
     * @throws ContentDisallowedException for one that is unknown or not accepted
     */
    public Serializer accepted(String contentType) {
        Serializer serializer = byType.get(contentType);
        if (serializer == null || !accepts(contentType)) {
            throw new ContentDisallowedException("Refused a message of content type '" + cut(contentType)
                    + "'; accepted are " + String.join(", ", accepted)
                    + (serializer == null ? "" : ". Add '" + serializer.name() + "' to accept_content to accept it"));
        }
        return serializer;
    }

    /**
     * The plain data of a message: refused, decompressed and decoded as its content type and headers say.
     *
     * @throws ContentDisallowedException when its content type or compression is unknown or not accepted
     * @throws DecodeException when it can't be decoded within the limits
     */
    public @Nullable Object decode(Message message) {
        Serializer serializer = accepted(message.contentType());
        byte[] body = message.body();
        if (message.headers().get("compression") instanceof String compression) {
            body = compressor(compression).decompress(body, limits);
        }
        return serializer.decode(body);
    }

    private static <T> T found(Map<String, T> known, String name, String what) {
        T one = known.get(name);
        if (one == null) {
            throw new ContentDisallowedException("Unknown " + what + " '" + cut(name) + "'"
                    + Suggestion.of(cut(name), known.keySet())
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse("; known are " + String.join(", ", known.keySet())));
        }
        return one;
    }

    /** Names come from messages: what goes to a log is short and on one line. */
    private static String cut(String name) {
        String clean = name.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= 100 ? clean : clean.substring(0, 100) + "…";
    }
}
