package dev.lovage;

import dev.lovage.binding.RecordShape;
import dev.lovage.binding.TaskMethod;
import dev.lovage.binding.TaskMethod.Slot;
import dev.lovage.binding.TaskParameter;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads methods and their annotations into task definitions. */
final class MethodReader {

    private MethodReader() {}

    /** A method that is a task, or in an interface the contract of one that runs elsewhere. */
    static TaskDefinition method(String name, Class<?> owner, Method method, Instances instances, TaskOptions said) {
        boolean isStatic = Modifier.isStatic(method.getModifiers());
        TaskMethod task = new TaskMethod(
                name,
                handle(method),
                !isStatic,
                takesContext(method),
                slots(name, method, 0),
                method.getGenericReturnType());
        Task annotation = method.getAnnotation(Task.class);
        TaskOptions options = annotation == null ? said : said.or(annotated(name, annotation));
        return new TaskDefinition(name, options, task, method, owner, Optional.of(instances));
    }

    /** A lambda: it is called through its interface, its types are those of the method that the compiler made of it. */
    static TaskDefinition lambda(String name, Serializable body, Method compiled, int captured, TaskOptions options) {
        Parameter[] all = compiled.getParameters();
        boolean context = all.length > captured && all[captured].getType() == TaskContext.class;
        MethodHandle handle = handle(apply(body)).bindTo(body);
        TaskMethod task = new TaskMethod(
                name, handle, false, context, slots(name, compiled, captured), compiled.getGenericReturnType());
        return new TaskDefinition(name, options, task, compiled, compiled.getDeclaringClass(), Optional.empty());
    }

    private static TaskOptions annotated(String name, Task annotation) {
        try {
            return TaskOptions.of(annotation);
        } catch (IllegalArgumentException e) {
            throw new TaskDefinitionException("@Task of " + name + ": " + e.getMessage());
        }
    }

    /** Whether a method is only the contract of a task that runs elsewhere. */
    static boolean isContract(Method method) {
        return Modifier.isAbstract(method.getModifiers())
                && method.getDeclaringClass().isInterface();
    }

    /** The one method of the interface that a reference or lambda was made for. */
    static Method apply(Serializable body) {
        return Arrays.stream(body.getClass().getInterfaces())
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .filter(method -> method.getName().equals("apply"))
                .findFirst()
                .orElseThrow(() -> new TaskDefinitionException(body.getClass().getName() + " is no lambda"));
    }

    private static MethodHandle handle(Method method) {
        try {
            method.setAccessible(true);
            return MethodHandles.lookup().unreflect(method);
        } catch (IllegalAccessException | RuntimeException e) {
            throw new TaskDefinitionException(
                    "The method " + method + " can't be called: " + e
                            + ". In a named module, open its package to dev.lovage",
                    e);
        }
    }

    static boolean takesContext(Method method) {
        return method.getParameterCount() > 0 && method.getParameterTypes()[0] == TaskContext.class;
    }

    private static List<Slot> slots(String task, Method method, int captured) {
        List<Slot> slots = new ArrayList<>();
        Parameter[] parameters = method.getParameters();
        for (int i = captured; i < parameters.length; i++) {
            Parameter parameter = parameters[i];
            if (parameter.getType() == TaskContext.class) {
                if (i > captured) {
                    throw new TaskDefinitionException(
                            "The TaskContext of " + task + " must be the first parameter of " + method);
                }
            } else if (parameter.isAnnotationPresent(Kwargs.class)) {
                slots.add(record(task, parameter));
            } else {
                slots.add(new Slot(
                        List.of(argument(
                                parameter,
                                parameter.getName(),
                                parameter.isNamePresent(),
                                parameter.getParameterizedType())),
                        Optional.empty()));
            }
        }
        checkUnique(task, slots);
        return slots;
    }

    private static Slot record(String task, Parameter parameter) {
        Class<?> type = parameter.getType();
        if (!type.isRecord()) {
            throw new TaskDefinitionException("The @Kwargs parameter of " + task
                    + " must be a record, whose components are the keyword arguments; " + type.getName() + " is none");
        }
        List<TaskParameter> arguments = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            arguments.add(argument(component, component.getName(), true, component.getGenericType()));
        }
        return new Slot(arguments, Optional.of(new RecordShape(type)));
    }

    private static TaskParameter argument(
            AnnotatedElement element, String name, boolean named, java.lang.reflect.Type type) {
        Arg arg = element.getAnnotation(Arg.class);
        Default fallback = element.getAnnotation(Default.class);
        return new TaskParameter(
                arg == null ? name : arg.value(),
                named || arg != null,
                type,
                fallback == null ? Optional.empty() : Optional.of(fallback.value()));
    }

    private static void checkUnique(String task, List<Slot> slots) {
        List<String> names = slots.stream()
                .flatMap(slot -> slot.arguments().stream())
                .map(TaskParameter::name)
                .toList();
        if (names.stream().distinct().count() < names.size()) {
            throw new TaskDefinitionException(
                    "Two arguments of " + task + " have one name: " + String.join(", ", names));
        }
    }
}
