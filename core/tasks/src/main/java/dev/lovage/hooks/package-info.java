/** For those who hook into the sending and running of tasks: interceptors, which are around it, and listeners, which hear of it. */
@NullMarked
package dev.lovage.hooks;

import org.jspecify.annotations.NullMarked;
