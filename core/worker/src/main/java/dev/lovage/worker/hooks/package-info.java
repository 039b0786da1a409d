/** For those who want to hear of a worker's life. */
@NullMarked
package dev.lovage.worker.hooks;

import org.jspecify.annotations.NullMarked;
