package dev.lovage.jdbc;

/**
 * The names of Kombu's two tables, which its users may change.
 *
 * @param queues {@code queue_tablename}
 * @param messages {@code message_tablename}
 */
record TableNames(String queues, String messages) {

    static final TableNames KOMBU = new TableNames("kombu_queue", "kombu_message");

    TableNames {
        check("queue_tablename", queues);
        check("message_tablename", messages);
    }

    /** Our table of who holds what: one for each message table, since it speaks of that one's ids. */
    String leases() {
        return equals(KOMBU) ? "lovage_lease" : "lovage_lease_" + messages;
    }

    /** Our table of which queue is bound to which exchange. */
    String bindings() {
        return equals(KOMBU) ? "lovage_binding" : "lovage_binding_" + queues;
    }

    private static void check(String option, String name) {
        // The name goes into SQL as it is.
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,59}")) {
            throw new IllegalArgumentException("The transport option " + option
                    + " must be letters, digits and underscores, at most 60, starting with a letter; was '" + name
                    + "'");
        }
    }
}
