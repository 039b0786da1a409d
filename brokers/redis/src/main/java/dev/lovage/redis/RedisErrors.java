package dev.lovage.redis;

import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerUnavailableException;
import java.util.Set;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Says what an error of the server or of the connection means to the caller. */
final class RedisErrors {

    /** What a server answers while it can't serve now but may soon, or elsewhere. */
    private static final Set<String> PASSING =
            Set.of("READONLY", "LOADING", "MASTERDOWN", "UNBLOCKED", "CLUSTERDOWN", "TRYAGAIN", "BUSY", "NOREPLICAS");

    private static final Set<String> CREDENTIALS = Set.of("NOAUTH", "WRONGPASS");

    private RedisErrors() {}

    static BrokerException translate(RuntimeException error, String server) {
        if (error instanceof BrokerException already) {
            return already;
        }
        String said = error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
        String code = said.split(" ", 2)[0];
        if (error instanceof JedisConnectionException) {
            return new BrokerUnavailableException("No connection to " + server + ": " + reason(error), error);
        }
        if (!(error instanceof JedisDataException)) {
            return new BrokerException("Talking to " + server + " failed: " + said, error);
        }
        if (CREDENTIALS.contains(code) || said.contains("invalid password") || said.contains("invalid username")) {
            return new BrokerUnavailableException(
                    server + " refused the user or password; check the URL (redis://user:password@host:port/db)",
                    error);
        }
        if (PASSING.contains(code) || said.contains("max number of clients")) {
            return new BrokerUnavailableException(server + " can't serve now: " + said, error);
        }
        if (isOutOfMemory(error)) {
            return new BrokerException(
                    server + " is out of memory and takes nothing more: raise its maxmemory or remove data", error);
        }
        if (code.equals("NOPERM")) {
            return new BrokerException(server + " does not allow this user to do that: " + said, error);
        }
        return new BrokerException(server + " refused: " + said, error);
    }

    static boolean isOutOfMemory(RuntimeException error) {
        return error.getMessage() != null && error.getMessage().contains("OOM ");
    }

    /** The innermost message: Jedis wraps "Connection refused" several times. */
    private static String reason(Throwable error) {
        Throwable innermost = error;
        while (innermost.getCause() != null && innermost.getCause() != innermost) {
            innermost = innermost.getCause();
        }
        return innermost.getMessage() == null ? innermost.getClass().getSimpleName() : innermost.getMessage();
    }
}
