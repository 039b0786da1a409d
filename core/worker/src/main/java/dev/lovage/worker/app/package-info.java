/** For whoever runs the user's code: finds and loads what was named with {@code -A}. The one package that loads classes by name. */
@NullMarked
package dev.lovage.worker.app;

import org.jspecify.annotations.NullMarked;
