package dev.lovage;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * "Call this with that, so": a task's name, arguments and options as a value. Immutable; each method returns a
 * changed copy.
 *
 * <p>{@code app.signature("proj.tasks.add").args(2, 2).kwarg("z", 1).delay()} calls a task that this program knows
 * only by name.
 */
public final class Signature<R extends @Nullable Object> {

    private final Lovage app;
    private final String task;
    private final @Nullable TaskDefinition definition;
    private final List<@Nullable Object> args;
    private final Map<String, @Nullable Object> kwargs;
    private final CallOptions options;
    private final Type resultType;
    private final boolean typed;

    Signature(
            Lovage app,
            String task,
            @Nullable TaskDefinition definition,
            List<@Nullable Object> args,
            Map<String, @Nullable Object> kwargs,
            CallOptions options,
            Type resultType,
            boolean typed) {
        this.app = app;
        this.task = task;
        this.definition = definition;
        this.args = Collections.unmodifiableList(new ArrayList<>(args));
        this.kwargs = Collections.unmodifiableMap(new LinkedHashMap<>(kwargs));
        this.options = options;
        this.resultType = resultType;
        this.typed = typed;
    }

    /** Sends the call and returns when the broker has it. */
    public AsyncResult<R> delay() {
        return app.send(this);
    }

    /** Sends the call with options and returns when the broker has it. */
    public AsyncResult<R> applyAsync(UnaryOperator<CallOptions> change) {
        return with(change).delay();
    }

    /** The same with these positional arguments instead of those it has. */
    public Signature<R> args(@Nullable Object... values) {
        return new Signature<>(app, task, definition, Arrays.asList(values), kwargs, options, resultType, false);
    }

    /** The same with one keyword argument more, or changed. */
    public Signature<R> kwarg(String name, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(kwargs);
        more.put(name, value);
        return new Signature<>(app, task, definition, args, more, options, resultType, typed);
    }

    /** The same with these options changed. */
    public Signature<R> with(UnaryOperator<CallOptions> change) {
        return new Signature<>(app, task, definition, args, kwargs, change.apply(options), resultType, typed);
    }

    /** The same, its result read as this type. */
    public <S> Signature<S> returning(Class<S> type) {
        return new Signature<>(app, task, definition, args, kwargs, options, type, typed);
    }

    /** The name of the task. */
    public String task() {
        return task;
    }

    /** The positional arguments. */
    public List<@Nullable Object> args() {
        return args;
    }

    /** The keyword arguments. */
    public Map<String, @Nullable Object> kwargs() {
        return kwargs;
    }

    /** How it is sent. */
    public CallOptions options() {
        return options;
    }

    Optional<TaskDefinition> definition() {
        return Optional.ofNullable(definition);
    }

    /** Whether the arguments are those of a typed handle, one for each parameter of the method. */
    boolean typed() {
        return typed;
    }

    Type resultType() {
        return resultType;
    }

    @Override
    public String toString() {
        return task + "(" + args.size() + " args, " + kwargs.size() + " kwargs)";
    }
}
