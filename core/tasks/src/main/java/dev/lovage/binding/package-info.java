/** For those who run or send tasks: between messages' plain data and the Java types that a task's method declares. */
@NullMarked
package dev.lovage.binding;

import org.jspecify.annotations.NullMarked;
