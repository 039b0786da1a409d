package dev.lovage;

import dev.lovage.messaging.Broker;
import dev.lovage.results.ResultBackend;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where apps of this process get their broker and result backend from, instead of opening the URLs of their settings.
 *
 * <p>A worker installs one in its child processes, which have no credentials: what tasks send and ask for goes
 * through the worker.
 */
public interface AppRuntime {

    /** The broker for every app of this process; apps never close it. */
    Broker broker();

    /** The result backend for every app of this process; apps never close it. */
    Optional<ResultBackend> resultBackend();

    /** Installs a runtime for all apps of this process, before any of them sends. */
    static void install(AppRuntime runtime) {
        Installed.RUNTIME.set(runtime);
    }

    /** Takes a runtime away again; nothing happens when another one has been installed since. */
    static void uninstall(AppRuntime runtime) {
        Installed.RUNTIME.compareAndSet(runtime, null);
    }

    /** The installed runtime. */
    static Optional<AppRuntime> installed() {
        return Optional.ofNullable(Installed.RUNTIME.get());
    }

    /** Holds the one runtime of the process. */
    final class Installed {

        private static final AtomicReference<@Nullable AppRuntime> RUNTIME = new AtomicReference<>();

        private Installed() {}
    }
}
