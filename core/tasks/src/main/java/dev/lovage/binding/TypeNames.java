package dev.lovage.binding;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Types as people write them: {@code int}, {@code List<Order>}. */
public final class TypeNames {

    private TypeNames() {}

    /** The short name of a type. */
    public static String of(Type type) {
        if (type instanceof Class<?> plain) {
            return plain.getSimpleName();
        }
        if (type instanceof ParameterizedType generic) {
            return of(generic.getRawType())
                    + Arrays.stream(generic.getActualTypeArguments())
                            .map(TypeNames::of)
                            .collect(Collectors.joining(", ", "<", ">"));
        }
        if (type instanceof GenericArrayType array) {
            return of(array.getGenericComponentType()) + "[]";
        }
        return type instanceof WildcardType ? "?" : type.getTypeName();
    }

    /** The class of a type, without what it is a type of. */
    static Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType generic) {
            return raw(generic.getRawType());
        }
        if (type instanceof GenericArrayType array) {
            return raw(array.getGenericComponentType()).arrayType();
        }
        Type bound = type instanceof WildcardType wildcard
                ? wildcard.getUpperBounds()[0]
                : type instanceof TypeVariable<?> variable ? variable.getBounds()[0] : Object.class;
        return raw(bound);
    }
}
