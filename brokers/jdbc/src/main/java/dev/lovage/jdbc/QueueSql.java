package dev.lovage.jdbc;

/** The statements of a queue store, written once for its tables. */
final class QueueSql {

    final String addQueue;
    final String queueId;
    final String push;
    final String anyWaiting;
    final String waiting;
    final String hide;
    final String lease;
    final String deleteMessage;
    final String release;
    final String renew;
    final String showAgain;
    final String freeLease;
    final String expired;
    final String anyOrphan;
    final String orphans;
    final String size;
    final String purge;
    final String purgeLeases;
    final String deleteLeases;
    final String deleteMessages;
    final String deleteQueue;
    final String deleteBindings;
    final String bind;
    final String bindings;

    QueueSql(Dialect dialect, TableNames names) {
        String queue = names.queues();
        String message = names.messages();
        String leases = names.leases();
        String binding = names.bindings();
        String until = dialect.nowMillis() + " + ?";
        // The very condition of the index, and Kombu's.
        String ready = "m.visible != 0";
        String ofQueue =
                " FROM " + message + " m JOIN " + queue + " q ON q.id = m.queue_id WHERE q.name = ? AND " + ready;

        addQueue = "INSERT INTO " + queue + " (name) VALUES (?) ON CONFLICT (name) DO NOTHING";
        queueId = "SELECT id FROM " + queue + " WHERE name = ?";
        push = "INSERT INTO " + message + " (visible, timestamp, payload, version, queue_id) VALUES (1, NULL, ?, 1, ?)";
        anyWaiting = "SELECT 1" + ofQueue + " LIMIT 1";
        waiting = "SELECT m.id, m.payload, l.delivery_count FROM " + message + " m JOIN " + queue
                + " q ON q.id = m.queue_id"
                + " LEFT JOIN " + leases + " l ON l.message_id = m.id WHERE q.name = ? AND " + ready
                + " ORDER BY m.timestamp, m.id LIMIT ?";
        // The version as Kombu counts it, so that neither overlooks what the other did. The timestamp stays, for it is
        // the
        // place in the queue to come back to.
        hide = "UPDATE " + message + " SET visible = 0, version = version + 1 WHERE id = ?";
        lease = "INSERT INTO " + leases + " (message_id, lease, expires_at, delivery_count) VALUES (?, ?, " + until
                + ", 1) ON CONFLICT (message_id) DO UPDATE SET lease = excluded.lease, expires_at = excluded.expires_at,"
                + " delivery_count = delivery_count + 1";
        deleteMessage = "DELETE FROM " + message + " WHERE id = ?";
        release = "DELETE FROM " + leases + " WHERE message_id = ? AND lease = ?";
        renew = "UPDATE " + leases + " SET expires_at = " + until + " WHERE message_id = ? AND lease = ?";
        showAgain = "UPDATE " + message + " SET visible = 1, version = version + 1, payload = "
                + dialect.redelivered("payload") + " WHERE id = ?";
        freeLease = "UPDATE " + leases + " SET lease = NULL, expires_at = NULL WHERE message_id = ? AND lease = ?";
        expired = "SELECT message_id, lease FROM " + leases + " WHERE expires_at <= " + dialect.nowMillis()
                + " ORDER BY message_id";
        // Counts of messages that we put back and Kombu then took, or removed.
        String orphaned = " FROM " + leases + " WHERE lease IS NULL AND NOT EXISTS (SELECT 1 FROM " + message
                + " m WHERE m.id = message_id AND " + ready + ")";
        anyOrphan = "SELECT 1" + orphaned + " LIMIT 1";
        orphans = "DELETE" + orphaned;
        size = "SELECT COUNT(*)" + ofQueue;
        purge = "DELETE FROM " + message + " WHERE visible != 0 AND queue_id = (SELECT id FROM " + queue
                + " WHERE name = ?)";
        purgeLeases = "DELETE FROM " + leases + " WHERE lease IS NULL AND message_id IN (SELECT m.id" + ofQueue + ")";
        deleteLeases = "DELETE FROM " + leases + " WHERE message_id IN (SELECT m.id FROM " + message + " m JOIN "
                + queue + " q ON q.id = m.queue_id WHERE q.name = ?)";
        deleteMessages = "DELETE FROM " + message + " WHERE queue_id = (SELECT id FROM " + queue + " WHERE name = ?)";
        deleteQueue = "DELETE FROM " + queue + " WHERE name = ?";
        deleteBindings = "DELETE FROM " + binding + " WHERE queue = ?";
        bind = "INSERT INTO " + binding + " (exchange, routing_key, queue) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
        bindings = "SELECT routing_key, queue FROM " + binding + " WHERE exchange = ?";
    }
}
