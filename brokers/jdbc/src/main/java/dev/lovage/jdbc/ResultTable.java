package dev.lovage.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statements on Celery's result tables. */
final class ResultTable {

    private static final int CLEAN_AT_ONCE = 1000;
    private static final int MANY = 200;
    private static final int FEW = 10;

    private static final String STORE = "INSERT INTO celery_taskmeta (" + ResultRow.COLUMNS
            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (task_id) DO UPDATE SET status = excluded.status,"
            + " result = excluded.result, date_done = excluded.date_done, traceback = excluded.traceback,"
            + " name = excluded.name, args = excluded.args, kwargs = excluded.kwargs, worker = excluded.worker,"
            + " retries = excluded.retries, queue = excluded.queue"
            + " WHERE celery_taskmeta.status IS DISTINCT FROM 'SUCCESS'";

    private ResultTable() {}

    /** Stores a row, unless a success stands there. */
    static void store(Session session, ResultRow row) throws SQLException {
        session.update(STORE, row.values());
    }

    static void forget(Session session, String taskId) throws SQLException {
        session.update("DELETE FROM celery_taskmeta WHERE task_id = ?", taskId);
    }

    /** The rows of these tasks, as far as there are some. */
    static List<ResultRow> find(Session session, List<String> taskIds) throws SQLException {
        return find(session, taskIds, "");
    }

    /** The rows of those of these tasks that are ready. */
    static List<ResultRow> findReady(Session session, List<String> taskIds) throws SQLException {
        return find(session, taskIds, " AND status IN ('SUCCESS', 'FAILURE', 'REVOKED')");
    }

    /** Removes some results done before this date; answers whether there may be more. */
    static boolean clean(Session session, String date) throws SQLException {
        int tasks = clean(session, "celery_taskmeta", date);
        int groups = clean(session, "celery_tasksetmeta", date);
        return Math.max(tasks, groups) == CLEAN_AT_ONCE;
    }

    private static int clean(Session session, String table, String date) throws SQLException {
        return session.update(
                "DELETE FROM " + table + " WHERE id IN (SELECT id FROM " + table + " WHERE date_done < ? LIMIT "
                        + CLEAN_AT_ONCE + ")",
                date);
    }

    private static List<ResultRow> find(Session session, List<String> taskIds, String condition) throws SQLException {
        List<ResultRow> found = new ArrayList<>();
        int from = 0;
        while (from < taskIds.size()) {
            int left = taskIds.size() - from;
            // Statements of three sizes only, so that they stay prepared; what is missing is filled with the last id.
            int size = left >= FEW ? MANY : left > 1 ? FEW : 1;
            @Nullable Object[] ids = new @Nullable Object[size];
            for (int i = 0; i < size; i++) {
                ids[i] = taskIds.get(Math.min(from + i, taskIds.size() - 1));
            }
            String marks = String.join(", ", Collections.nCopies(size, "?"));
            found.addAll(session.query(
                    "SELECT " + ResultRow.COLUMNS + " FROM celery_taskmeta WHERE task_id IN (" + marks + ")"
                            + condition,
                    ResultRow::read,
                    ids));
            from += size;
        }
        return found;
    }
}
