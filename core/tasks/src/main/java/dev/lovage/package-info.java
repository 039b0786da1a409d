/** For those who define and call tasks: the app, typed handles, signatures, results. */
@NullMarked
package dev.lovage;

import org.jspecify.annotations.NullMarked;
