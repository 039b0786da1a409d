package dev.lovage;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** One object per class, made when first needed. Thread-safe. */
final class Instances {

    private final InstanceProvider provider;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Class<?>, Object> made = new HashMap<>();

    Instances(InstanceProvider provider) {
        this.provider = provider;
    }

    Object of(Class<?> type) {
        lock.lock();
        try {
            Object known = made.get(type);
            if (known != null) {
                return known;
            }
            Object fresh = make(type);
            made.put(type, fresh);
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    private Object make(Class<?> type) {
        try {
            return type.cast(provider.instance(type));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new TaskDefinitionException("No instance of " + type.getName() + " to run its tasks on: " + e, e);
        }
    }

    static Object construct(Class<?> type) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (NoSuchMethodException e) {
            throw new TaskDefinitionException(
                    "No instance of " + type.getName() + " to run its tasks on: " + why(type)
                            + ". Give it a constructor without parameters, make the task methods static, or say "
                            + "how to make one: "
                            + "Lovage.builder(…).instances(type -> …)",
                    e);
        } catch (InvocationTargetException e) {
            throw new TaskDefinitionException(
                    "The constructor of " + type.getName() + " failed, so its tasks can't run: " + e.getCause(),
                    e.getCause());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new TaskDefinitionException(
                    "No instance of " + type.getName() + " to run its tasks on: " + why(type), e);
        }
    }

    private static String why(Class<?> type) {
        if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
            return "it is " + (type.isInterface() ? "an interface" : "abstract");
        }
        boolean inner = type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
        return inner ? "it is an inner class, make it static" : "it has no constructor without parameters";
    }
}
