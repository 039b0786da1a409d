package dev.lovage;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a task's one record parameter whose components are the task's keyword arguments.
 *
 * <p>{@code String send(@Kwargs SendMail mail)} with {@code record SendMail(String to, @Default("en") String locale)}
 * is called from
 * Python as {@code send.delay(to="bob@example.org")}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Kwargs {}
