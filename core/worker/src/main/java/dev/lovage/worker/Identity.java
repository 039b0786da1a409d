package dev.lovage.worker;

import dev.lovage.messaging.Message;
import java.util.Arrays;

/**
 * What makes two deliveries the same message: a broker that hands one out again changes none of these, and whoever means
 * another run (a retry, a recount after a lost child, a giving back) changes one.
 */
record Identity(String id, int retries, int strikes, int returns, int bodyHash, int bodyLength) {

    static Identity of(String id, int retries, Message message) {
        byte[] body = message.body();
        return new Identity(
                id, retries, Recount.strikes(message), Recount.returns(message), Arrays.hashCode(body), body.length);
    }
}
