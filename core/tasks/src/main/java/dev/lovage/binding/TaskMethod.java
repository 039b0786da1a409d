package dev.lovage.binding;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A method that is a task: fits the arguments of a message to its parameters, calls it, and does the reverse for a
 * caller.
 * Immutable and thread-safe.
 */
public final class TaskMethod {

    private static final MethodType SPREAD = MethodType.methodType(Object.class, Object[].class);

    private final String task;
    private final List<Slot> slots;
    private final List<TaskParameter> parameters;
    private final MethodHandle handle;
    private final boolean receiver;
    private final boolean context;
    private final Type resultType;

    /**
     * A parameter of the method: one argument, or a record of several.
     *
     * @param arguments the arguments that it takes; the components of a record
     * @param record makes the record of them; absent for a plain parameter
     */
    public record Slot(List<TaskParameter> arguments, Optional<RecordShape> record) {

        public Slot {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * @param handle takes the receiver if there is one, the context if there is one, then one value for each slot
     */
    public TaskMethod(
            String task, MethodHandle handle, boolean receiver, boolean context, List<Slot> slots, Type resultType) {
        this.task = task;
        this.slots = List.copyOf(slots);
        this.parameters =
                slots.stream().flatMap(slot -> slot.arguments().stream()).toList();
        int count = slots.size() + (receiver ? 1 : 0) + (context ? 1 : 0);
        this.handle = handle.asFixedArity().asSpreader(Object[].class, count).asType(SPREAD);
        this.receiver = receiver;
        this.context = context;
        this.resultType = resultType;
    }

    /** What the method returns. */
    public Type resultType() {
        return resultType;
    }

    /** What a message's arguments are fitted to. */
    public List<TaskParameter> parameters() {
        return parameters;
    }

    /** For people: {@code tasks.add(x: int, y: int) -> int}. */
    public String signature() {
        String result = resultType == void.class || resultType == Void.class ? "" : " -> " + TypeNames.of(resultType);
        return task
                + parameters.stream().map(TaskParameter::toString).collect(Collectors.joining(", ", "(", ")"))
                + result;
    }

    /**
     * Fits the arguments of a message, plain data, to the method's parameters.
     *
     * @param caller who sent them, for the error: {@code gen42@host (py)}; empty when unknown
     * @throws BadArgumentsException when they do not fit
     */
    public @Nullable Object[] bind(List<?> args, Map<String, ?> kwargs, String caller) {
        checkNames(args, kwargs, caller);
        @Nullable Object[] flat = new @Nullable Object[parameters.size()];
        for (int i = 0; i < flat.length; i++) {
            TaskParameter parameter = parameters.get(i);
            try {
                flat[i] = i < args.size()
                        ? Binder.shared().toJava(args.get(i), parameter.type())
                        : kwargs.containsKey(parameter.name())
                                ? Binder.shared().toJava(kwargs.get(parameter.name()), parameter.type())
                                : Binder.shared().fallback(parameter);
            } catch (UnfitException e) {
                throw new BadArgumentsException(signature() + " was called" + by(caller) + " with a bad '"
                        + parameter.name() + "': " + e.getMessage());
            }
        }
        return gather(flat, caller);
    }

    /** Splits the values of a typed call into positional and keyword arguments, and turns them into plain data. */
    public Call unbind(@Nullable Object... values) {
        List<@Nullable Object> args = new ArrayList<>();
        Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            Slot slot = slots.get(i);
            Object value = values[i];
            if (slot.record().isEmpty()) {
                args.add(data(slot.arguments().get(0).name(), value));
            } else if (value == null) {
                throw new BadArgumentsException(
                        signature() + " takes a record of its keyword arguments; it can't be null");
            } else {
                List<@Nullable Object> parts = slot.record().get().parts(value);
                for (int part = 0; part < parts.size(); part++) {
                    String name = slot.arguments().get(part).name();
                    kwargs.put(name, data(name, parts.get(part)));
                }
            }
        }
        return new Call(args, kwargs);
    }

    /** The arguments of a call as plain data. */
    public record Call(List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) {}

    /**
     * Calls the method with values that {@link #bind} made.
     *
     * @param instance ignored by a static method
     * @param taskContext ignored by a method that takes none
     */
    public @Nullable Object invoke(@Nullable Object instance, @Nullable Object taskContext, @Nullable Object[] values)
            throws Throwable {
        List<@Nullable Object> all = new ArrayList<>(values.length + 2);
        if (receiver) {
            all.add(instance);
        }
        if (context) {
            all.add(taskContext);
        }
        all.addAll(Arrays.asList(values));
        return (Object) handle.invokeExact(all.toArray());
    }

    /** Whether it is called on an object. */
    public boolean needsInstance() {
        return receiver;
    }

    private @Nullable Object data(String name, @Nullable Object value) {
        return Binder.shared().argument(task, name, value);
    }

    private @Nullable Object[] gather(@Nullable Object[] flat, String caller) {
        @Nullable Object[] values = new @Nullable Object[slots.size()];
        int next = 0;
        for (int i = 0; i < values.length; i++) {
            Slot slot = slots.get(i);
            int size = slot.arguments().size();
            @Nullable Object[] own = Arrays.copyOfRange(flat, next, next + size);
            next += size;
            try {
                values[i] = slot.record().isPresent() ? slot.record().get().make(own) : own[0];
            } catch (UnfitException e) {
                throw new BadArgumentsException(
                        signature() + " was called" + by(caller) + " with bad arguments: " + e.getMessage());
            }
        }
        return values;
    }

    private void checkNames(List<?> args, Map<String, ?> kwargs, String caller) {
        List<String> problems = new ArrayList<>();
        if (args.size() > parameters.size()) {
            problems.add("It takes at most " + parameters.size());
        }
        List<String> missing = new ArrayList<>();
        List<String> twice = new ArrayList<>();
        TreeSet<String> unexpected = new TreeSet<>(kwargs.keySet());
        for (int i = 0; i < parameters.size(); i++) {
            TaskParameter parameter = parameters.get(i);
            boolean keyword = unexpected.remove(parameter.name());
            if (i < args.size() && keyword) {
                twice.add(parameter.name());
            } else if (i >= args.size() && !keyword && !parameter.optional()) {
                missing.add(parameter.name());
            }
        }
        add(problems, "Missing: ", missing);
        add(problems, "Unexpected: ", unexpected);
        add(problems, "Given twice: ", twice);
        if (!problems.isEmpty()) {
            boolean nameless = !unexpected.isEmpty() && parameters.stream().anyMatch(parameter -> !parameter.named());
            throw new BadArgumentsException(signature() + " was called with "
                    + counted(args.size(), "positional argument")
                    + (kwargs.isEmpty() ? "" : " and " + counted(kwargs.size(), "keyword argument")) + by(caller) + ". "
                    + String.join(". ", problems) + "."
                    + (nameless
                            ? " Its class was compiled without parameter names: compile with -parameters, or use @Arg."
                            : ""));
        }
    }

    private static void add(List<String> problems, String label, java.util.Collection<String> names) {
        if (!names.isEmpty()) {
            problems.add(label + String.join(", ", names));
        }
    }

    private static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private static String by(String caller) {
        return caller.isEmpty() ? "" : " by " + caller;
    }
}
