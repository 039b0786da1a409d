package dev.lovage.worker;

import dev.lovage.messaging.Clock;
import dev.lovage.settings.Settings;
import dev.lovage.worker.step.WorkerControl;
import java.util.concurrent.CompletionStage;

/** The worker as its steps see it. */
record WorkerView(WorkerConfig config, Stopping stopping, Renewal renewal) implements WorkerControl {

    @Override
    public String hostname() {
        return config.hostname();
    }

    @Override
    public Settings settings() {
        return config.settings();
    }

    @Override
    public Clock clock() {
        return config.clock();
    }

    @Override
    public CompletionStage<Void> renew() {
        return renewal.begin();
    }

    @Override
    public void stop() {
        stopping.ask();
    }

    @Override
    public void stopNow() {
        stopping.askNow();
    }
}
