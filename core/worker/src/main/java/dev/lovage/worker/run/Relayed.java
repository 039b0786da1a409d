package dev.lovage.worker.run;

import dev.lovage.AppRuntime;
import dev.lovage.messaging.Broker;
import dev.lovage.results.ResultBackend;
import dev.lovage.worker.Relay;
import java.util.Optional;

/** Lets every app of this process reach the world through a worker only. */
public final class Relayed implements AppRuntime {

    private final Broker broker;
    private final ResultBackend results;

    private Relayed(Relay relay) {
        this.broker = new RelayBroker(relay);
        this.results = new RelayResultBackend(relay);
    }

    /** From here on, until what it returns is run, apps of this process send and read through the relay. */
    public static Runnable install(Relay relay) {
        Relayed runtime = new Relayed(relay);
        AppRuntime.install(runtime);
        return () -> AppRuntime.uninstall(runtime);
    }

    @Override
    public Broker broker() {
        return broker;
    }

    @Override
    public Optional<ResultBackend> resultBackend() {
        return Optional.of(results);
    }
}
