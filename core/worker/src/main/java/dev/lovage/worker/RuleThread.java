package dev.lovage.worker;

import com.sun.management.OperatingSystemMXBean;
import dev.lovage.settings.AutoscaleRange;
import dev.lovage.worker.scale.AutoscaleRule;
import dev.lovage.worker.scale.Load;
import dev.lovage.worker.scale.QueueDepths;
import java.lang.management.ManagementFactory;
import java.time.ZonedDateTime;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Asks a rule on a thread that is the rule's alone. */
final class RuleThread implements Autoscaler.Question {

    private final AutoscaleRule rule;
    private final Supplier<ZonedDateTime> time;
    private final Supplier<QueueDepths> queues;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "lovage-autoscale");
        made.setDaemon(true);
        return made;
    });

    /**
     * A thread for a rule.
     *
     * @param queues makes a measurement that asks for each queue once at most
     */
    RuleThread(AutoscaleRule rule, Supplier<ZonedDateTime> time, Supplier<QueueDepths> queues) {
        this.rule = rule;
        this.time = time;
        this.queues = queues;
    }

    @Override
    public CompletionStage<Integer> ask(Autoscaler.Snapshot load, AutoscaleRange range) {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        try {
            thread.execute(() -> answer(load, range, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private void answer(Autoscaler.Snapshot load, AutoscaleRange range, CompletableFuture<Integer> answer) {
        try {
            answer.complete(rule.wantedSize(new Load(
                    load.size(),
                    load.busy(),
                    load.waiting(),
                    range.min(),
                    range.max(),
                    cpu(),
                    time.get(),
                    queues.get())));
        } catch (Throwable e) {
            // Of other languages, and of lambdas that hide it, a checked exception comes too. Without an answer nobody
            // asks again.
            answer.completeExceptionally(e);
        }
    }

    private static double cpu() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
                ? Math.max(0, machine.getCpuLoad())
                : 0;
    }

    /** Interrupts a rule that is at it, and asks it no more. */
    void close() {
        thread.shutdownNow();
    }
}
