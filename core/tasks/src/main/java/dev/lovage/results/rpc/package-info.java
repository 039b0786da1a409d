/** For the class path of every app: results as messages over its broker, reached through {@code rpc://}. */
@NullMarked
package dev.lovage.results.rpc;

import org.jspecify.annotations.NullMarked;
