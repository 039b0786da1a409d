/** For those who run tasks: the worker, its loop, its pools, and the parts that users may replace. */
@NullMarked
package dev.lovage.worker;

import org.jspecify.annotations.NullMarked;
