/** For tests and for workers inside one program: queues in this process's memory, {@code memory://}. */
@NullMarked
package dev.lovage.messaging.memory;

import org.jspecify.annotations.NullMarked;
