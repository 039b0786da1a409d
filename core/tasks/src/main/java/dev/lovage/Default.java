package dev.lovage;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a parameter, or a component of a {@link Kwargs} record, is when the call leaves it out. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
public @interface Default {

    /** The value as JSON, or as plain text where it is no JSON: {@code "3"}, {@code "[1, 2]"}, {@code "en"}. */
    String value();
}
