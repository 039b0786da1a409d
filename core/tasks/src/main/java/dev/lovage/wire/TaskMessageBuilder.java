package dev.lovage.wire;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gathers what a {@link TaskMessage} carries; only id and task are required. Not thread-safe. */
public final class TaskMessageBuilder {

    private final String id;
    private final String task;
    private String lang = "java";
    private Optional<String> shadow = Optional.empty();
    private Optional<String> eta = Optional.empty();
    private Optional<String> expires = Optional.empty();
    private Optional<String> group = Optional.empty();
    private Optional<Integer> groupIndex = Optional.empty();
    private int retries;
    private TimeLimit timeLimit = TimeLimit.NONE;
    private Optional<String> rootId = Optional.empty();
    private Optional<String> parentId = Optional.empty();
    private Optional<String> argsrepr = Optional.empty();
    private Optional<String> kwargsrepr = Optional.empty();
    private Optional<String> origin = Optional.empty();
    private boolean ignoreResult;
    private int replacedTaskNesting;
    private @Nullable List<@Nullable Object> stampedHeaders;
    private Map<String, @Nullable Object> stamps = Map.of();
    private Map<String, @Nullable Object> extraHeaders = Map.of();
    private List<@Nullable Object> args = List.of();
    private Map<String, @Nullable Object> kwargs = Map.of();
    private Embed embed = Embed.NONE;
    private Optional<String> replyTo = Optional.empty();
    private int deliveryMode = 2;
    private Optional<Integer> priority = Optional.empty();
    private Optional<String> expiration = Optional.empty();
    private String serializer = "json";
    private Optional<String> compression = Optional.empty();
    private Map<String, @Nullable Object> extraProperties = Map.of();

    TaskMessageBuilder(String id, String task) {
        this.id = requireNonNull(id, "id");
        this.task = requireNonNull(task, "task");
    }

    TaskMessageBuilder(TaskMessage message) {
        this(message.id(), message.task());
        headers(message.headers());
        args = message.args();
        kwargs = message.kwargs();
        embed = message.embed();
        properties(message.properties());
    }

    private void headers(TaskHeaders headers) {
        lang = headers.lang();
        shadow = headers.shadow();
        eta = headers.eta();
        expires = headers.expires();
        group = headers.group();
        groupIndex = headers.groupIndex();
        retries = headers.retries();
        timeLimit = headers.timeLimit();
        rootId = Optional.of(headers.rootId());
        parentId = headers.parentId();
        argsrepr = headers.argsrepr();
        kwargsrepr = headers.kwargsrepr();
        origin = headers.origin();
        ignoreResult = headers.ignoreResult();
        replacedTaskNesting = headers.replacedTaskNesting();
        stampedHeaders = headers.stampedHeaders();
        stamps = headers.stamps();
        extraHeaders = headers.extra();
    }

    private void properties(TaskProperties properties) {
        replyTo = properties.replyTo();
        deliveryMode = properties.deliveryMode();
        priority = properties.priority();
        expiration = properties.expiration();
        serializer = properties.serializer();
        compression = properties.compression();
        extraProperties = properties.extra();
    }

    /** Positional arguments, plain data. */
    public TaskMessageBuilder args(List<? extends @Nullable Object> args) {
        this.args = new ArrayList<@Nullable Object>(args);
        return this;
    }

    /** Arguments by name, plain data. */
    public TaskMessageBuilder kwargs(Map<String, ? extends @Nullable Object> kwargs) {
        this.kwargs = new LinkedHashMap<String, @Nullable Object>(kwargs);
        return this;
    }

    public TaskMessageBuilder embed(Embed embed) {
        this.embed = embed;
        return this;
    }

    /** Shown to people instead of the task's name. */
    public TaskMessageBuilder shadow(String shadow) {
        this.shadow = Optional.of(shadow);
        return this;
    }

    /** Not to run before. */
    public TaskMessageBuilder eta(OffsetDateTime eta) {
        this.eta = Optional.of(WireTime.format(eta));
        return this;
    }

    /** Not to run after. Celery also sets {@link #expiration}, so that the broker may drop it. */
    public TaskMessageBuilder expires(OffsetDateTime expires) {
        this.expires = Optional.of(WireTime.format(expires));
        return this;
    }

    /** After which the broker may drop it; a span of the past is written as zero. */
    public TaskMessageBuilder expiration(Duration expiration) {
        this.expiration = Optional.of(Long.toString(Math.max(0, expiration.toMillis())));
        return this;
    }

    public TaskMessageBuilder group(String group) {
        this.group = Optional.of(group);
        return this;
    }

    public TaskMessageBuilder groupIndex(int index) {
        this.groupIndex = Optional.of(index);
        return this;
    }

    /** Retries already made. */
    public TaskMessageBuilder retries(int retries) {
        this.retries = retries;
        return this;
    }

    public TaskMessageBuilder timeLimit(TimeLimit timeLimit) {
        this.timeLimit = timeLimit;
        return this;
    }

    /** The own id unless set. */
    public TaskMessageBuilder rootId(String rootId) {
        this.rootId = Optional.of(rootId);
        return this;
    }

    public TaskMessageBuilder parentId(String parentId) {
        this.parentId = Optional.of(parentId);
        return this;
    }

    /** What people see of the arguments; printed from them unless set. */
    public TaskMessageBuilder argsrepr(String argsrepr) {
        this.argsrepr = Optional.of(argsrepr);
        return this;
    }

    /** What people see of the arguments by name; printed from them unless set. */
    public TaskMessageBuilder kwargsrepr(String kwargsrepr) {
        this.kwargsrepr = Optional.of(kwargsrepr);
        return this;
    }

    /** Who sends it; {@link Origin#ofThisProcess()} unless set. */
    public TaskMessageBuilder origin(String origin) {
        this.origin = Optional.of(origin);
        return this;
    }

    public TaskMessageBuilder ignoreResult(boolean ignoreResult) {
        this.ignoreResult = ignoreResult;
        return this;
    }

    public TaskMessageBuilder replacedTaskNesting(int nesting) {
        this.replacedTaskNesting = nesting;
        return this;
    }

    /** The names of stamps, and their values. */
    public TaskMessageBuilder stamps(List<String> names, Map<String, ? extends @Nullable Object> values) {
        this.stampedHeaders = new ArrayList<@Nullable Object>(names);
        this.stamps = new LinkedHashMap<String, @Nullable Object>(values);
        return this;
    }

    /** Headers beside Celery's own; one of the same name overwrites Celery's, as in Celery. */
    public TaskMessageBuilder extraHeaders(Map<String, ? extends @Nullable Object> headers) {
        this.extraHeaders = new LinkedHashMap<String, @Nullable Object>(headers);
        return this;
    }

    /** Where {@code rpc://} results go. */
    public TaskMessageBuilder replyTo(String replyTo) {
        this.replyTo = Optional.of(replyTo);
        return this;
    }

    /** 2 to outlive a restart of the broker, 1 not to. */
    public TaskMessageBuilder deliveryMode(int deliveryMode) {
        this.deliveryMode = deliveryMode;
        return this;
    }

    public TaskMessageBuilder priority(int priority) {
        this.priority = Optional.of(priority);
        return this;
    }

    /** The name of a serializer. */
    public TaskMessageBuilder serializer(String serializer) {
        this.serializer = serializer;
        return this;
    }

    /** The name or content type of a compression. */
    public TaskMessageBuilder compression(String compression) {
        this.compression = Optional.of(compression);
        return this;
    }

    /** Message properties beside those of a task. */
    public TaskMessageBuilder extraProperties(Map<String, ? extends @Nullable Object> properties) {
        this.extraProperties = new LinkedHashMap<String, @Nullable Object>(properties);
        return this;
    }

    public TaskMessage build() {
        TaskHeaders headers = new TaskHeaders(
                lang,
                id,
                task,
                shadow,
                eta,
                expires,
                group,
                groupIndex,
                retries,
                timeLimit,
                rootId.orElse(id),
                parentId,
                argsrepr.or(() -> Optional.of(PyRepr.tuple(args))),
                kwargsrepr.or(() -> Optional.of(PyRepr.kwargs(kwargs))),
                origin.or(() -> Optional.of(Origin.ofThisProcess())),
                ignoreResult,
                replacedTaskNesting,
                stampedHeaders,
                stamps,
                extraHeaders);
        TaskProperties properties = new TaskProperties(
                replyTo, deliveryMode, priority, expiration, serializer, compression, extraProperties);
        return new TaskMessage(2, headers, args, kwargs, embed, properties);
    }
}
