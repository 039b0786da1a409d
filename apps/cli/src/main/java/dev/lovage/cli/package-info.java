/** For those at a terminal: the commands, what they print, and how they exit. */
@NullMarked
package dev.lovage.cli;

import org.jspecify.annotations.NullMarked;
