package dev.lovage.redis;

import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisDataException;

/** Sends many commands before it reads the first reply. */
final class Pipelines {

    private Pipelines() {}

    /** The replies in order; the first error among them is thrown once all are read. */
    static List<Object> run(Connection connection, List<CommandArguments> commands) {
        List<Object> replies = replies(connection, commands);
        for (Object reply : replies) {
            if (reply instanceof JedisDataException error) {
                throw error;
            }
        }
        return replies;
    }

    /** The replies in order, errors among them. */
    static List<Object> replies(Connection connection, List<CommandArguments> commands) {
        commands.forEach(connection::sendCommand);
        return connection.getMany(commands.size());
    }
}
