/** For those who send and receive messages, and those who implement a broker: exchanges, queues, messages, deliveries. */
@NullMarked
package dev.lovage.messaging;

import org.jspecify.annotations.NullMarked;
