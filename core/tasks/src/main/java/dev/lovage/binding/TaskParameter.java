package dev.lovage.binding;

import java.lang.reflect.Type;
import java.util.Optional;

/**
 * One argument that a task takes.
 *
 * @param name in keyword arguments
 * @param named whether the name is the source's own, or made up because the class was compiled without {@code
 * -parameters}
 * @param fallback what stands for an absent one: JSON, or a text
 */
public record TaskParameter(String name, boolean named, Type type, Optional<String> fallback) {

    /** Whether a call may leave it out. */
    boolean optional() {
        return fallback.isPresent() || TypeNames.raw(type) == Optional.class;
    }

    @Override
    public String toString() {
        return name + ": " + TypeNames.of(type)
                + fallback.map(text -> " = " + text).orElse("");
    }
}
