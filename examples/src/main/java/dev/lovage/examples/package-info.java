/** For those who learn by reading programs: one small one per feature. */
@NullMarked
package dev.lovage.examples;

import org.jspecify.annotations.NullMarked;
