/** For the pools and the child JVM: running one request from its bytes to its outcome, and what it may ask meanwhile. */
@NullMarked
package dev.lovage.worker.run;

import org.jspecify.annotations.NullMarked;
