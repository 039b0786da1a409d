package dev.lovage;

import dev.lovage.binding.Binder;
import dev.lovage.binding.TaskMethod;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A task as a program defines it: its name, its options, and the method that does it. Immutable and thread-safe. */
public final class TaskDefinition {

    private final String name;
    private final TaskOptions options;
    private final TaskMethod method;
    private final Method source;
    private final Class<?> owner;
    private final Optional<Instances> instances;

    TaskDefinition(
            String name,
            TaskOptions options,
            TaskMethod method,
            Method source,
            Class<?> owner,
            Optional<Instances> instances) {
        this.name = name;
        this.options = options;
        this.method = method;
        this.source = source;
        this.owner = owner;
        this.instances = instances;
    }

    /** The name on the wire. */
    public String name() {
        return name;
    }

    /** What the task says about itself. */
    public TaskOptions options() {
        return options;
    }

    /** For people: {@code tasks.add(x: int, y: int) -> int}. */
    public String signature() {
        return method.signature();
    }

    /** Whether this is only the contract of a task, an interface's method: it can be sent, not run. */
    public boolean contract() {
        return MethodReader.isContract(source);
    }

    /** The class that the task belongs to. */
    public Class<?> owner() {
        return owner;
    }

    /**
     * Runs the task for a worker: fits the arguments, calls the method with the run's context current, and turns what
     * it
     * returns into plain data.
     *
     * @param args positional arguments, plain data
     * @param kwargs keyword arguments, plain data
     * @return the result, plain data
     * @throws dev.lovage.binding.BadArgumentsException when the arguments do not fit; the method was not called
     * @throws dev.lovage.binding.UnencodableException when the result can't be written
     * @throws Throwable what the method threw, as it is
     */
    public @Nullable Object run(List<?> args, Map<String, ?> kwargs, Run run) throws Throwable {
        @Nullable Object[] values = method.bind(args, kwargs, run.origin());
        run.begins();
        return Binder.shared().result(name, invoke(TaskContext.of(run), values));
    }

    /** The method. */
    TaskMethod method() {
        return method;
    }

    Type resultType() {
        return method.resultType();
    }

    boolean sameAs(TaskDefinition other) {
        return source.equals(other.source) && owner == other.owner;
    }

    /** For people: {@code shop.Mailer.send}. */
    String place() {
        return owner.getName() + "." + source.getName();
    }

    @Nullable
    Object callHere(Lovage app, @Nullable Object... values) {
        if (contract()) {
            throw new TaskDefinitionException(
                    name + " is a contract: it runs elsewhere. Use delay(…) and the result's get(…)");
        }
        try {
            return invoke(TaskContext.of(new LocalRun(app, name)), values);
        } catch (Throwable thrown) {
            throw Sneaky.thrown(thrown);
        }
    }

    private @Nullable Object invoke(TaskContext context, @Nullable Object[] values) throws Throwable {
        Object instance = method.needsInstance() && instances.isPresent()
                ? instances.get().of(owner)
                : null;
        return context.within(() -> {
            try {
                return method.invoke(instance, context, values);
            } catch (Throwable thrown) {
                throw Sneaky.thrown(thrown);
            }
        });
    }

    @Override
    public String toString() {
        return signature() + Arrays.asList(owner.getName());
    }
}
