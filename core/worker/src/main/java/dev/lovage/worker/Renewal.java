package dev.lovage.worker;

import dev.lovage.messaging.LovageException;
import dev.lovage.worker.step.StepContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the code of the tasks loaded again when somebody asks for it, and says in the log how that went. Thread-safe. */
record Renewal(StepContext context, Stopping stopping, String poolName) {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker");

    /** Completes when the new code serves; exceptionally when the old one stays, or there is none. Does not wait. */
    CompletionStage<Void> begin() {
        Optional<Pool> pool = context.find(Pool.class);
        Optional<WorkerLoop> loop = context.find(WorkerLoop.class);
        if (pool.isEmpty() || loop.isEmpty() || stopping.asked()) {
            return CompletableFuture.failedFuture(
                    new LovageException("The worker runs no tasks now, so there is no code to be loaded again"));
        }
        if (!pool.get().abilities().contains(Pool.Ability.RENEW)) {
            String advice = "The pool '" + poolName
                    + "' can't load code again. Stop the worker and start it anew, or use -P process";
            LOG.warn(advice);
            return CompletableFuture.failedFuture(new LovageException(advice));
        }
        LOG.info("Starting new children with the code as it is now");
        CompletableFuture<Void> renewed = new CompletableFuture<>();
        loop.get()
                .execute(() -> Persistence.guarded(pool.get()::renew)
                        .whenComplete((nothing, failure) -> tell(renewed, Optional.ofNullable(failure))));
        return renewed;
    }

    private static void tell(CompletableFuture<Void> renewed, Optional<Throwable> failure) {
        if (failure.isEmpty()) {
            LOG.info("New children have taken over");
            renewed.complete(null);
            return;
        }
        Throwable cause = Persistence.cause(failure.get());
        LOG.error("The old children go on: {}", cause.getMessage());
        renewed.completeExceptionally(cause);
    }
}
