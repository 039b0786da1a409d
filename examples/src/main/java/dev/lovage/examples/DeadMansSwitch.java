package dev.lovage.examples;

import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.StepContext;
import dev.lovage.worker.step.TimerService;
import dev.lovage.worker.step.WorkerControl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

// region: step
/** Touches a file every second for as long as the worker lives: who finds it old may restart the worker. */
public final class DeadMansSwitch implements Bootstep {

    private static final Duration BEAT = Duration.ofSeconds(1);

    @Override
    public Set<Class<?>> requires() {
        return Set.of(TimerService.class);
    }

    @Override
    public Lifecycle create(StepContext context) {
        WorkerControl worker = context.get(WorkerControl.class);
        TimerService timer = context.get(TimerService.class);
        Path file = Path.of(worker.hostname() + ".alive");
        return Lifecycle.of(
                () -> {
                    beat(file, worker);
                    timer.callRepeatedly(BEAT, () -> beat(file, worker));
                },
                () -> remove(file));
    }

    private static void beat(Path file, WorkerControl worker) {
        try {
            Files.writeString(file, worker.clock().now() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
// end: step
