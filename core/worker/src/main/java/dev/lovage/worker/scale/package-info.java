/** For those who write a rule that says how many slots a worker's pool shall have. */
@NullMarked
package dev.lovage.worker.scale;

import org.jspecify.annotations.NullMarked;
