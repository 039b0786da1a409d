package dev.lovage;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.LovageException;
import dev.lovage.results.ResultBackend;
import dev.lovage.settings.Settings;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** An app's broker and result backend, opened when first needed, or those of the runtime it lives in. Thread-safe. */
final class Links implements AutoCloseable {

    private final String name;
    private final Settings settings;
    private final Clock clock;
    private final Optional<AppRuntime> runtime;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Broker broker;
    private @Nullable Optional<ResultBackend> backend;
    private boolean closed;

    Links(String name, Settings settings, Clock clock, Optional<AppRuntime> runtime) {
        this.name = name;
        this.settings = settings;
        this.clock = clock;
        this.runtime = runtime;
    }

    Broker broker() {
        // Asked for each time: a runtime may be installed after the user's static initializer built the app.
        Optional<AppRuntime> given = given();
        if (given.isPresent()) {
            return given.get().broker();
        }
        lock.lock();
        try {
            checkOpen();
            Broker open = broker;
            if (open == null) {
                open = Connections.toWrite(settings, Connections.options(settings, name, clock));
                broker = open;
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    Optional<ResultBackend> backend() {
        Optional<AppRuntime> given = given();
        if (given.isPresent()) {
            return given.get().resultBackend();
        }
        lock.lock();
        try {
            checkOpen();
            Optional<ResultBackend> open = backend;
            if (open == null) {
                open = Connections.results(settings, this::broker, clock);
                backend = open;
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (backend != null) {
                backend.ifPresent(ResultBackend::close);
            }
            if (broker != null) {
                broker.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private Optional<AppRuntime> given() {
        return runtime.isPresent() ? runtime : AppRuntime.installed();
    }

    private void checkOpen() {
        if (closed) {
            throw new LovageException("The app '" + name + "' is closed; build another one");
        }
    }
}
