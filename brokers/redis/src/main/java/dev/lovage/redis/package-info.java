/** For those who keep queues and results in Redis: a queue store in kombu's keys and a result backend in Celery's. */
@NullMarked
package dev.lovage.redis;

import org.jspecify.annotations.NullMarked;
