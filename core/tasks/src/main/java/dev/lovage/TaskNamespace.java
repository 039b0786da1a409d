package dev.lovage;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The first part of the names of a class's tasks: {@code @TaskNamespace("shop.reports")} and {@code build} make
 * {@code shop.reports.build}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface TaskNamespace {

    /** Dot-separated words, without a dot at the end. */
    String value();
}
