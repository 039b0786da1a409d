/** For the class path of those who use RabbitMQ as broker: everything here is reached through {@code amqp://} URLs. */
@NullMarked
package dev.lovage.rabbitmq;

import org.jspecify.annotations.NullMarked;
