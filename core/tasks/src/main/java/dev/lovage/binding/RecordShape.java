package dev.lovage.binding;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes records of one class apart and makes them. Immutable and thread-safe. */
public final class RecordShape {

    private final Class<?> type;
    private final Constructor<?> constructor;
    private final List<Method> accessors;

    public RecordShape(Class<?> type) {
        this.type = type;
        try {
            RecordComponent[] components = type.getRecordComponents();
            constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            accessors =
                    Arrays.stream(components).map(RecordComponent::getAccessor).toList();
            accessors.forEach(accessor -> accessor.setAccessible(true));
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type + " is no record", e);
        }
    }

    List<@Nullable Object> parts(Object value) {
        List<@Nullable Object> parts = new ArrayList<>();
        for (Method accessor : accessors) {
            try {
                parts.add(accessor.invoke(value));
            } catch (InvocationTargetException e) {
                throw new UnencodableException(
                        type.getName() + "." + accessor.getName() + "() failed: " + e.getCause(), e.getCause());
            } catch (IllegalAccessException e) {
                throw new UnencodableException(type.getName() + "." + accessor.getName() + "() can't be called", e);
            }
        }
        return parts;
    }

    Object make(@Nullable Object[] parts) {
        try {
            return constructor.newInstance(parts);
        } catch (InvocationTargetException e) {
            throw new UnfitException(type.getSimpleName() + " refused them: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new UnfitException(type.getSimpleName() + " can't be made of them: " + e, e);
        }
    }
}
