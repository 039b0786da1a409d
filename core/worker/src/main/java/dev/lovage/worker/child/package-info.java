/** For the child JVM only: its main program, and its end of the channel. */
@NullMarked
package dev.lovage.worker.child;

import org.jspecify.annotations.NullMarked;
