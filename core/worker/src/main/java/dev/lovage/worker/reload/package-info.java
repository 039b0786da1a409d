/** For the worker: notices that code on disk has changed. */
@NullMarked
package dev.lovage.worker.reload;

import org.jspecify.annotations.NullMarked;
