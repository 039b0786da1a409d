package dev.lovage.cli;

import dev.lovage.Lovage;
import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.LovageException;
import dev.lovage.results.ResultBackend;
import dev.lovage.settings.Settings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A command's links to broker and result store: opened when first asked for, closed at its end. */
final class Links implements AutoCloseable {

    private final Settings settings;
    private final Lovage app;

    Links(Settings settings) {
        this.settings = settings;
        this.app = Lovage.builder("lovage").settings(settings).build();
    }

    Lovage app() {
        return app;
    }

    Broker broker() {
        return app.broker();
    }

    Optional<ResultBackend> results() {
        return app.resultBackend();
    }

    /** How long a command waits for an answer. */
    Duration timeout() {
        return settings.brokerConnectionTimeout();
    }

    /** Waits for an answer of the result store. */
    <T> T await(CompletionStage<T> answer) {
        // A store may have to connect first.
        long patience = timeout().multipliedBy(2).toMillis();
        try {
            return answer.toCompletableFuture().get(patience, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new BrokerUnavailableException("The result store does not answer within " + patience + " ms.", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw cause instanceof LovageException known
                    ? known
                    : new BrokerUnavailableException("The result store can't be read: " + cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LovageException("Interrupted while waiting for the result store", e);
        }
    }

    @Override
    public void close() {
        app.close();
    }
}
