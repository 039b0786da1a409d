/** For the worker: the pools that run its requests, in child JVMs, in threads, or one at a time. */
@NullMarked
package dev.lovage.worker.pool;

import org.jspecify.annotations.NullMarked;
