package dev.lovage.wire;

import static java.util.Objects.requireNonNull;

import dev.lovage.messaging.Message;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything a protocol 2 message says of a call outside its body: all that is needed to hand it on without decoding it.
 *
 * @param lang the sender's language: {@code py}, {@code java}
 * @param shadow shown to people instead of the task's name
 * @param eta not to run before; ISO 8601 as on the wire, see {@link WireTime}
 * @param expires not to run after; ISO 8601 as on the wire
 * @param retries made so far, 0 or more
 * @param rootId the own id when the message names none
 * @param argsrepr the positional arguments for people, as Python prints them
 * @param origin who sent it first: {@code gen<pid>@<host>}
 * @param stampedHeaders the names of stamps; null when unstamped
 * @param extra headers unknown here, passed on
 */
public record TaskHeaders(
        String lang,
        String id,
        String task,
        Optional<String> shadow,
        Optional<String> eta,
        Optional<String> expires,
        Optional<String> group,
        Optional<Integer> groupIndex,
        int retries,
        TimeLimit timeLimit,
        String rootId,
        Optional<String> parentId,
        Optional<String> argsrepr,
        Optional<String> kwargsrepr,
        Optional<String> origin,
        boolean ignoreResult,
        int replacedTaskNesting,
        @Nullable List<@Nullable Object> stampedHeaders,
        Map<String, @Nullable Object> stamps,
        Map<String, @Nullable Object> extra) {

    /** Ids and names longer than this are refused: AMQP could not carry them as keys, nor a table as columns. */
    public static final int MAX_NAME = 255;

    /** {@code argsrepr} and {@code kwargsrepr} are cut here on reading; Celery writes little more than 1024. */
    public static final int MAX_REPR = 2048;

    static final Set<String> KNOWN = Set.of(
            "lang",
            "task",
            "id",
            "shadow",
            "eta",
            "expires",
            "group",
            "group_index",
            "retries",
            "timelimit",
            "root_id",
            "parent_id",
            "argsrepr",
            "kwargsrepr",
            "origin",
            "ignore_result",
            "replaced_task_nesting",
            "stamped_headers",
            "stamps",
            "compression");

    public TaskHeaders {
        requireNonNull(id, "id");
        requireNonNull(task, "task");
        requireNonNull(rootId, "rootId");
        extra = extra.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(extra));
    }

    /**
     * The headers of a message; empty when it is protocol 1, whose fields are all in the body: decode that with
     * {@link TaskMessage#decode}.
     *
     * @throws MalformedTaskException when there is no usable id or name, or a header has a wrong shape
     */
    public static Optional<TaskHeaders> read(Message message) {
        return message.headers().containsKey("task") ? Optional.of(read(message.headers())) : Optional.empty();
    }

    /**
     * The id of a message that may otherwise be broken, so that whoever waits for its result can be told. Cheap, never
     * fails; empty when no usable id is outside the body.
     */
    public static Optional<String> readableId(Message message) {
        return message.header("id")
                .or(() -> message.property("correlation_id"))
                .filter(id -> !id.isEmpty() && id.length() <= MAX_NAME);
    }

    /** What people should see as its name. */
    public String label() {
        return shadow.orElse(task);
    }

    static TaskHeaders read(Map<String, @Nullable Object> headers) {
        Fields fields = Fields.of(headers);
        String id = name(fields, "id");
        return new TaskHeaders(
                fields.label("lang", MAX_NAME).orElse(""),
                id,
                name(fields, "task"),
                fields.label("shadow", MAX_NAME),
                time(fields, "eta"),
                time(fields, "expires"),
                optionalName(fields, "group"),
                fields.integer("group_index"),
                Math.max(0, fields.integer("retries").orElse(0)),
                TimeLimit.read(fields.value("timelimit")),
                optionalName(fields, "root_id").orElse(id),
                optionalName(fields, "parent_id"),
                fields.label("argsrepr", MAX_REPR),
                fields.label("kwargsrepr", MAX_REPR),
                fields.label("origin", MAX_NAME),
                fields.truth("ignore_result"),
                Math.max(0, fields.integer("replaced_task_nesting").orElse(0)),
                fields.listOrNull("stamped_headers"),
                fields.mapOrEmpty("stamps"),
                fields.without(KNOWN));
    }

    private static String name(Fields fields, String name) {
        String text = optionalName(fields, name)
                .orElseThrow(() -> new MalformedTaskException("The message has no '" + name + "'"));
        if (text.isEmpty()) {
            throw new MalformedTaskException("The message's '" + name + "' is empty");
        }
        return text;
    }

    private static Optional<String> optionalName(Fields fields, String name) {
        Optional<String> text = fields.text(name);
        if (text.isPresent() && text.get().length() > MAX_NAME) {
            throw new MalformedTaskException(
                    "'" + name + "' has " + text.get().length() + " characters; the most is " + MAX_NAME);
        }
        return text;
    }

    private static Optional<String> time(Fields fields, String name) {
        Optional<String> text = fields.text(name);
        text.ifPresent(time -> WireTime.check(name, time));
        return text;
    }
}
