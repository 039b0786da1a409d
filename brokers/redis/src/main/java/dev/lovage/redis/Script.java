package dev.lovage.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** A Lua script that the server runs as one step, called by its digest and sent only where the server lacks it. */
record Script(String text, String digest) {

    static Script load(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("The script " + name + ".lua is missing from this jar");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            byte[] sha = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return new Script(text, HexFormat.of().formatHex(sha));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Redis names scripts by SHA-1, which this JVM lacks", e);
        }
    }

    /** Runs it. Arguments are String or byte[]. */
    Object run(Connection connection, List<String> keys, List<?> arguments) {
        try {
            connection.sendCommand(call(keys, arguments));
            return connection.getOne();
        } catch (JedisNoScriptException e) {
            connection.sendCommand(whole(keys, arguments));
            return connection.getOne();
        }
    }

    /** The command that runs it by its digest; the server may lack it. */
    CommandArguments call(List<String> keys, List<?> arguments) {
        return arguments(Command.EVALSHA, digest, keys, arguments);
    }

    /** The command that runs it whatever the server knows. */
    CommandArguments whole(List<String> keys, List<?> arguments) {
        return arguments(Command.EVAL, text, keys, arguments);
    }

    private static CommandArguments arguments(Command command, String script, List<String> keys, List<?> arguments) {
        CommandArguments all = new CommandArguments(command).add(script).add(keys.size());
        keys.forEach(all::add);
        for (Object argument : arguments) {
            if (argument instanceof byte[] bytes) {
                all.add(bytes);
            } else {
                all.add(argument.toString());
            }
        }
        return all;
    }
}
