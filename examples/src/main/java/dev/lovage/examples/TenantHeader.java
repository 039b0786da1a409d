package dev.lovage.examples;

import dev.lovage.hooks.OutgoingTask;
import dev.lovage.hooks.RunningTask;
import dev.lovage.hooks.SendInterceptor;
import dev.lovage.hooks.TaskInterceptor;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

// region: interceptors
/** Gives each call the caller's tenant along, and each run the tenant of its caller. */
public final class TenantHeader implements SendInterceptor, TaskInterceptor {

    static final ThreadLocal<String> TENANT = ThreadLocal.withInitial(() -> "nobody");

    @Override
    public CompletionStage<Void> send(OutgoingTask task, SendInterceptor.Chain chain) {
        return chain.proceed(task.withHeader("tenant", TENANT.get()));
    }

    @Override
    public @Nullable Object around(RunningTask task, TaskInterceptor.Chain chain) throws Throwable {
        TENANT.set(String.valueOf(task.headers().get("tenant")));
        try {
            return chain.proceed(task);
        } finally {
            TENANT.remove();
        }
    }
}
// end: interceptors
