package dev.lovage;

import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A method reference or lambda that was handed to {@code app.task(…)}, and what was said beside it.
 *
 * <p>The compiler leaves a description of it in its {@code writeReplace}, since the functional interfaces are
 * serializable. Only that
 * description is read; nothing is ever serialized.
 */
record TaskReference(
        Serializable body,
        @Nullable Class<?> owner,
        @Nullable String name,
        TaskOptions options) {

    private static final String LAMBDA = "lambda$";

    static TaskReference reference(Serializable body) {
        return new TaskReference(body, null, null, TaskOptions.NONE);
    }

    TaskReference on(Class<?> type) {
        return new TaskReference(body, type, name, options);
    }

    TaskReference named(String given) {
        if (given.isBlank()) {
            throw new TaskDefinitionException("A task's name is empty; give one such as \"tasks.add\"");
        }
        return new TaskReference(body, owner, given, options);
    }

    TaskReference with(TaskOptions said) {
        return new TaskReference(body, owner, name, said);
    }

    /** Finds the method and makes a definition of it. */
    TaskDefinition definition(Instances instances) {
        SerializedLambda lambda = describe();
        Method method = method(lambda);
        if (lambda.getImplMethodName().startsWith(LAMBDA)) {
            if (name == null) {
                throw new TaskDefinitionException(
                        "A lambda in " + place(lambda) + " has no name for its task. Give one, "
                                + "app.task(\"tasks.something\", x -> …), or refer to a method, app.task(Tasks::something)"
                                + " (the compiler also makes a lambda of a reference to another class's private "
                                + "method)");
            }
            return MethodReader.lambda(name, body, method, lambda.getCapturedArgCount(), options);
        }
        checkShape(lambda, method);
        Class<?> type = owner == null ? method.getDeclaringClass() : owner;
        return MethodReader.method(name == null ? TaskNames.of(type, method) : name, type, method, instances, options);
    }

    private void checkShape(SerializedLambda lambda, Method method) {
        String shown = method.getDeclaringClass().getSimpleName() + "::" + method.getName();
        if (lambda.getCapturedArgCount() > 0) {
            throw new TaskDefinitionException("The reference to " + shown
                    + " is bound to one object, which a worker does not have. " + "Write app.task("
                    + method.getDeclaringClass().getSimpleName() + ".class, " + shown + ")");
        }
        checkContext(method, shown);
        boolean isStatic = Modifier.isStatic(method.getModifiers());
        if (owner == null && !isStatic) {
            throw new TaskDefinitionException(shown + " is an instance method. Write app.task("
                    + method.getDeclaringClass().getSimpleName() + ".class, " + shown + ")");
        }
        if (owner != null && isStatic) {
            throw new TaskDefinitionException(shown + " is static. Write app.task(" + shown + ")");
        }
    }

    /** An {@code Object} takes anything, a context too: the compiler then prefers the overload for tasks with a context. */
    private void checkContext(Method method, String shown) {
        boolean context = MethodReader.takesContext(method);
        boolean handle =
                Arrays.asList(MethodReader.apply(body).getParameterTypes()).contains(TaskContext.class);
        if (handle != context) {
            throw new TaskDefinitionException("The handle of " + shown
                    + (handle
                            ? " leaves out its first parameter, as if that were a TaskContext: "
                            : " has its TaskContext as an argument: ")
                    + "the compiler chose another overload of app.task(…) than you meant. Give the first parameter a narrower type"
                    + " than Object, or say which you mean, as in (Task1.Body<Object, String>) " + shown);
        }
    }

    private SerializedLambda describe() {
        try {
            Method writeReplace = body.getClass().getDeclaredMethod("writeReplace");
            writeReplace.setAccessible(true);
            if (writeReplace.invoke(body) instanceof SerializedLambda lambda
                    && lambda.getImplMethodKind() != MethodHandleInfo.REF_newInvokeSpecial) {
                return lambda;
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw notAReference(e);
        }
        throw notAReference(null);
    }

    private TaskDefinitionException notAReference(@Nullable Throwable cause) {
        return new TaskDefinitionException(
                "app.task(…) takes a reference to a method, as in app.task(Tasks::add), or a named lambda; "
                        + body.getClass().getName() + " is neither",
                cause);
    }

    private Method method(SerializedLambda lambda) {
        try {
            ClassLoader loader = body.getClass().getClassLoader();
            // The name is the compiler's, from the program's own class file; the descriptor form resolves it like a
            // linked call.
            Class<?> type = MethodType.fromMethodDescriptorString("()L" + lambda.getImplClass() + ";", loader)
                    .returnType();
            MethodType shape = MethodType.fromMethodDescriptorString(lambda.getImplMethodSignature(), loader);
            return find(type, lambda.getImplMethodName(), shape);
        } catch (TypeNotPresentException e) {
            throw new TaskDefinitionException(
                    "The class of the method that " + place(lambda) + " refers to can't be loaded: " + e, e);
        }
    }

    private static Method find(Class<?> start, String name, MethodType shape) {
        Deque<Class<?>> types = new ArrayDeque<>();
        types.add(start);
        while (!types.isEmpty()) {
            Class<?> type = types.remove();
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals(name)
                        && method.getReturnType() == shape.returnType()
                        && Arrays.asList(method.getParameterTypes()).equals(shape.parameterList())) {
                    return method;
                }
            }
            if (type.getSuperclass() != null) {
                types.add(type.getSuperclass());
            }
            types.addAll(Arrays.asList(type.getInterfaces()));
        }
        throw new TaskDefinitionException(start.getName() + " has no method " + name + shape);
    }

    private static String place(SerializedLambda lambda) {
        return lambda.getCapturingClass().replace('/', '.');
    }
}
