/** For those who implement a broker on a server without AMQP: a queue store of a few methods, made into a broker. */
@NullMarked
package dev.lovage.messaging.virtual;

import org.jspecify.annotations.NullMarked;
