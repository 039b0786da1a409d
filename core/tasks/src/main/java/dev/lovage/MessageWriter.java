package dev.lovage;

import dev.lovage.binding.Binder;
import dev.lovage.binding.TaskMethod;
import dev.lovage.binding.UnencodableException;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.codec.Serializers;
import dev.lovage.results.ResultBackend;
import dev.lovage.settings.Settings;
import dev.lovage.wire.TaskMessage;
import dev.lovage.wire.TaskMessageBuilder;
import dev.lovage.wire.TimeLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes calls as messages, merging what the call, its task and the settings say. Thread-safe. */
final class MessageWriter {

    /** For {@code reply_to} where the result backend has no address: Celery always sends one, and so do we. */
    private static final String PROCESS = UUID.randomUUID().toString();

    private final Settings settings;
    private final Links links;
    private final Clock clock;
    private final Serializers serializers = Serializers.standard();

    MessageWriter(Settings settings, Links links, Clock clock) {
        this.settings = settings;
        this.links = links;
        this.clock = clock;
    }

    String id(Signature<?> call) {
        return call.options().taskId().orElseGet(() -> UUID.randomUUID().toString());
    }

    boolean ignoresResult(Signature<?> call) {
        return call.options()
                .ignoreResult()
                .or(() -> task(call).flatMap(TaskOptions::ignoreResult))
                .orElseGet(settings::taskIgnoreResult);
    }

    Message message(String id, Signature<?> call) {
        CallOptions options = call.options();
        boolean ignore = ignoresResult(call);
        TaskMethod.Call arguments = arguments(call);
        TaskMessageBuilder builder = TaskMessage.builder(id, call.task())
                .args(arguments.args())
                .kwargs(arguments.kwargs())
                .ignoreResult(ignore)
                .replyTo(replyTo(ignore))
                .deliveryMode(settings.taskPersistent() ? 2 : 1)
                .serializer(serializer(call))
                .timeLimit(new TimeLimit(options.timeLimit(), options.softTimeLimit()))
                .extraHeaders(headers(options));
        priority(call).ifPresent(builder::priority);
        expires(builder, options);
        TaskContext.running()
                .ifPresent(context -> builder.rootId(context.rootId()).parentId(context.id()));
        return checked(builder.build().encode(serializers), call);
    }

    private Message checked(Message message, Signature<?> call) {
        if (message.body().length > settings.maxMessageBytes()) {
            throw new UnencodableException(
                    "The arguments of " + call.task() + " take " + message.body().length
                            + " bytes, more than max_message_bytes, " + settings.maxMessageBytes()
                            + ". Put them in a store and pass the key, or raise the setting on both sides",
                    null);
        }
        return message;
    }

    private static TaskMethod.Call arguments(Signature<?> call) {
        Optional<TaskMethod> method = call.definition().map(TaskDefinition::method);
        if (method.isPresent() && call.typed()) {
            return method.get().unbind(call.args().toArray());
        }
        List<@Nullable Object> args = new ArrayList<>();
        for (Object arg : call.args()) {
            args.add(Binder.shared().argument(call.task(), String.valueOf(args.size()), arg));
        }
        Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
        call.kwargs().forEach((name, value) -> kwargs.put(name, Binder.shared().argument(call.task(), name, value)));
        return new TaskMethod.Call(args, kwargs);
    }

    private static Map<String, @Nullable Object> headers(CallOptions options) {
        Map<String, @Nullable Object> headers = new LinkedHashMap<>();
        options.headers()
                .forEach((name, value) -> headers.put(name, Binder.shared().toData(value)));
        return headers;
    }

    private String serializer(Signature<?> call) {
        return call.options()
                .serializer()
                .or(() -> task(call).flatMap(TaskOptions::serializer))
                .orElseGet(settings::taskSerializer);
    }

    private Optional<Integer> priority(Signature<?> call) {
        Optional<Integer> said = call.options()
                .priority()
                .or(() -> task(call).flatMap(TaskOptions::priority))
                .or(settings::taskDefaultPriority);
        // As Celery: none with an explicit queue, else zero.
        return said.isPresent() || call.options().queue().isPresent() ? said : Optional.of(0);
    }

    private void expires(TaskMessageBuilder builder, CallOptions options) {
        Instant now = clock.now();
        Optional<Instant> moment = options.expiresIn().map(now::plus).or(options::expiresAt);
        moment.ifPresent(
                until -> builder.expires(until.atZone(settings.timezone()).toOffsetDateTime())
                        .expiration(Duration.between(now, until)));
    }

    private String replyTo(boolean ignoreResult) {
        return ignoreResult
                ? PROCESS
                : links.backend().flatMap(ResultBackend::replyTo).orElse(PROCESS);
    }

    private static Optional<TaskOptions> task(Signature<?> call) {
        return call.definition().map(TaskDefinition::options);
    }
}
