/** For the pools and their child JVMs: the frames that they exchange, as bytes. */
@NullMarked
package dev.lovage.worker.channel;

import org.jspecify.annotations.NullMarked;
