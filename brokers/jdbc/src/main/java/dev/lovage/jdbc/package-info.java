/** For those who keep queues and results in a SQL database: Kombu's and Celery's tables, with SQLite as the embedded default. */
@NullMarked
package dev.lovage.jdbc;

import org.jspecify.annotations.NullMarked;
