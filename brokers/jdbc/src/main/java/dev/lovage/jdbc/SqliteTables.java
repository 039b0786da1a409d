package dev.lovage.jdbc;

import java.util.List;

/** Kombu's and Celery's tables letter by letter as SQLAlchemy makes them in SQLite, and ours beside them. */
final class SqliteTables {

    private SqliteTables() {}

    static List<String> queues(TableNames names) {
        String queue = names.queues();
        String message = names.messages();
        return List.of(
                "CREATE TABLE IF NOT EXISTS " + queue + " (\n\tid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, \n"
                        + "\tname VARCHAR(200), \n\tUNIQUE (name)\n)",
                "CREATE TABLE IF NOT EXISTS " + message + " (\n\tid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, \n"
                        + "\tvisible BOOLEAN, \n\ttimestamp DATETIME, \n\tpayload TEXT NOT NULL, \n"
                        + "\tversion SMALLINT NOT NULL, \n\tqueue_id INTEGER, \n"
                        + "\tCONSTRAINT \"FK_kombu_message_queue\" FOREIGN KEY(queue_id) REFERENCES " + queue
                        + " (id)\n)",
                "CREATE INDEX IF NOT EXISTS ix_kombu_message_timestamp_id ON " + message + " (timestamp, id)",
                "CREATE INDEX IF NOT EXISTS ix_" + message + "_timestamp ON " + message + " (timestamp)",
                "CREATE INDEX IF NOT EXISTS ix_" + message + "_visible ON " + message + " (visible)",
                // Ours. Kombu's three indexes don't find the oldest of one queue; its query uses this one too.
                "CREATE INDEX IF NOT EXISTS lovage_" + message + "_ready ON " + message
                        + " (queue_id, timestamp, id) WHERE visible != 0",
                // A row for each message that is held (lease and expires_at set) or was held before (null).
                "CREATE TABLE IF NOT EXISTS " + names.leases() + " (\n\tmessage_id INTEGER NOT NULL PRIMARY KEY, \n"
                        + "\tlease VARCHAR(64), \n\texpires_at INTEGER, \n\tdelivery_count INTEGER NOT NULL\n)",
                "CREATE TABLE IF NOT EXISTS " + names.bindings() + " (\n\texchange VARCHAR(200) NOT NULL, \n"
                        + "\trouting_key VARCHAR(255) NOT NULL, \n\tqueue VARCHAR(200) NOT NULL, \n"
                        + "\tPRIMARY KEY (exchange, routing_key, queue)\n)");
    }

    static List<String> results() {
        return List.of(
                "CREATE TABLE IF NOT EXISTS celery_taskmeta (\n\tid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, \n"
                        + "\ttask_id VARCHAR(155), \n\tstatus VARCHAR(50), \n\tresult BLOB, \n\tdate_done DATETIME, \n"
                        + "\ttraceback TEXT, \n\tname VARCHAR(155), \n\targs BLOB, \n\tkwargs BLOB, \n"
                        + "\tworker VARCHAR(155), \n\tretries INTEGER, \n\tqueue VARCHAR(155), \n\tUNIQUE (task_id)\n)",
                "CREATE INDEX IF NOT EXISTS ix_celery_taskmeta_date_done ON celery_taskmeta (date_done)",
                "CREATE TABLE IF NOT EXISTS celery_tasksetmeta (\n\tid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, \n"
                        + "\ttaskset_id VARCHAR(155), \n\tresult BLOB, \n\tdate_done DATETIME, \n\tUNIQUE (taskset_id)\n)",
                "CREATE INDEX IF NOT EXISTS ix_celery_tasksetmeta_date_done ON celery_tasksetmeta (date_done)");
    }
}
