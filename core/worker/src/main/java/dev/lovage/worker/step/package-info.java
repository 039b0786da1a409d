/** For those who build a worker of parts: steps, what they require of each other, and the graph that starts and stops them. */
@NullMarked
package dev.lovage.worker.step;

import org.jspecify.annotations.NullMarked;
