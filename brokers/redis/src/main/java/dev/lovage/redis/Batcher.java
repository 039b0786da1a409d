package dev.lovage.redis;

import dev.lovage.messaging.Backoff;
import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** One thread that gathers the commands of many callers into pipelines, over lost connections. Thread-safe. */
final class Batcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);
    private static final int MOST_COMMANDS = 500;
    private static final long MOST_BYTES = 8 << 20;

    private final String name;
    private final Connections connections;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Job> waiting = new ArrayDeque<>();
    private @Nullable Thread thread;
    private boolean closed;

    Batcher(String name, Connections connections) {
        this.name = name;
        this.connections = connections;
    }

    /** A command to repeat until it is done, however long the server is away. */
    CompletableFuture<Object> insist(CommandArguments command, long bytes) {
        return add(new Job(command, Optional.empty(), bytes, Integer.MAX_VALUE));
    }

    /** As {@link #insist} for a script, sent whole when the server lacks it. */
    CompletableFuture<Object> insist(Script script, List<String> keys, List<?> arguments, long bytes) {
        CommandArguments whole = script.whole(keys, arguments);
        return add(new Job(script.call(keys, arguments), Optional.of(whole), bytes, Integer.MAX_VALUE));
    }

    /** A command that fails when a second try after a lost connection fails too. */
    CompletableFuture<Object> attempt(CommandArguments command) {
        return add(new Job(command, Optional.empty(), 64, 2));
    }

    /** Makes one more try with what is waiting, then fails the rest. */
    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            running = thread;
        } finally {
            lock.unlock();
        }
        if (running != null && running != Thread.currentThread()) {
            try {
                running.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private CompletableFuture<Object> add(Job job) {
        lock.lock();
        try {
            if (closed) {
                job.reply.completeExceptionally(closed());
                return job.reply;
            }
            waiting.add(job);
            if (thread == null) {
                thread = new Thread(this::run, name);
                thread.setDaemon(true);
                thread.start();
            }
            changed.signal();
            return job.reply;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        Backoff backoff = new Backoff(new SplittableRandom());
        for (List<Job> batch = next(); !batch.isEmpty(); batch = next()) {
            List<Job> again = perform(batch);
            if (again.isEmpty()) {
                backoff.reset();
            } else {
                putBack(again, backoff.next().toNanos());
            }
        }
    }

    /** What to send next; waits for it. Empty when closed and nothing is left. */
    private List<Job> next() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            List<Job> batch = new ArrayList<>();
            long bytes = 0;
            while (!waiting.isEmpty() && batch.size() < MOST_COMMANDS && bytes < MOST_BYTES) {
                Job job = waiting.remove();
                bytes += job.bytes;
                batch.add(job);
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Does all of these; answers those to try again. */
    private List<Job> perform(List<Job> batch) {
        try {
            List<Object> replies = connections.call(connection -> replies(connection, batch));
            List<Job> again = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                finish(batch.get(i), replies.get(i), again);
            }
            return again;
        } catch (BrokerUnavailableException e) {
            LOG.debug("Could not write to {}; trying again", connections.server(), e);
            return batch.stream().filter(job -> job.mayTryAgain(e)).toList();
        } catch (RuntimeException e) {
            batch.forEach(job -> job.reply.completeExceptionally(e));
            return List.of();
        }
    }

    private static List<Object> replies(Connection connection, List<Job> batch) {
        List<Object> replies = new ArrayList<>(
                Pipelines.replies(connection, batch.stream().map(Job::command).toList()));
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i) instanceof JedisNoScriptException
                    && batch.get(i).whole.isPresent()) {
                CommandArguments whole = batch.get(i).whole.orElseThrow();
                replies.set(i, Pipelines.replies(connection, List.of(whole)).get(0));
            }
        }
        return replies;
    }

    private void finish(Job job, @Nullable Object reply, List<Job> again) {
        if (!(reply instanceof JedisDataException error)) {
            job.reply.complete(reply);
            return;
        }
        BrokerException translated = RedisErrors.translate(error, connections.server());
        boolean passing = translated instanceof BrokerUnavailableException || RedisErrors.isOutOfMemory(error);
        if (passing && job.mayTryAgain(translated)) {
            LOG.warn("{}; trying again", translated.getMessage());
            again.add(job);
        } else {
            job.reply.completeExceptionally(translated);
        }
    }

    /** Puts these in front again and waits; when closed they fail instead. */
    private void putBack(List<Job> again, long nanos) {
        List<Job> failed = List.of();
        lock.lock();
        try {
            for (int i = again.size() - 1; i >= 0; i--) {
                waiting.addFirst(again.get(i));
            }
            long left = nanos;
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (closed) {
                failed = List.copyOf(waiting);
                waiting.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        failed.forEach(job -> job.reply.completeExceptionally(closed()));
    }

    private BrokerException closed() {
        return new BrokerException("The link to " + connections.server() + " is closed");
    }

    /** A command and what becomes of it. */
    private static final class Job {
        private final CommandArguments command;
        private final Optional<CommandArguments> whole;
        private final long bytes;
        private final CompletableFuture<Object> reply = new CompletableFuture<>();
        private int triesLeft;

        Job(CommandArguments command, Optional<CommandArguments> whole, long bytes, int tries) {
            this.command = command;
            this.whole = whole;
            this.bytes = bytes;
            this.triesLeft = tries;
        }

        CommandArguments command() {
            return command;
        }

        /** Counts a failed try; fails the job when it was the last. */
        boolean mayTryAgain(RuntimeException failure) {
            triesLeft--;
            if (triesLeft > 0) {
                return true;
            }
            reply.completeExceptionally(failure);
            return false;
        }
    }
}
