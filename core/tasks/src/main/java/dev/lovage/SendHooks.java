package dev.lovage;

import dev.lovage.hooks.OutgoingTask;
import dev.lovage.hooks.SendInterceptor;
import dev.lovage.hooks.SendListener;
import dev.lovage.messaging.LovageException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is around the sending of an app's calls.
 *
 * @param interceptors the outermost first
 */
record SendHooks(List<SendInterceptor> interceptors, List<SendListener> listeners) {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.hooks");

    SendHooks {
        interceptors = List.copyOf(interceptors);
        listeners = List.copyOf(listeners);
    }

    /** Sends a call through all of them. */
    CompletionStage<Void> send(OutgoingTask task, SendInterceptor.Chain broker) {
        return from(0, last -> publish(last, broker)).proceed(task);
    }

    private SendInterceptor.Chain from(int index, SendInterceptor.Chain broker) {
        if (index == interceptors.size()) {
            return broker;
        }
        SendInterceptor interceptor = interceptors.get(index);
        SendInterceptor.Chain rest = from(index + 1, broker);
        return task -> {
            AtomicBoolean handedOn = new AtomicBoolean();
            CompletionStage<Void> sent = interceptor.send(task, next -> {
                if (!handedOn.compareAndSet(false, true)) {
                    throw wrong(interceptor, task, "handed it on twice");
                }
                return rest.proceed(next);
            });
            if (sent == null) {
                throw wrong(interceptor, task, "returned null instead of what proceed(…) returned");
            }
            if (!handedOn.get()) {
                throw wrong(interceptor, task, "did not hand it on; one that refuses a call throws");
            }
            return sent;
        };
    }

    private static LovageException wrong(SendInterceptor interceptor, OutgoingTask task, String what) {
        return new LovageException("The send interceptor "
                + interceptor.getClass().getName() + " of " + task.task() + "[" + task.id() + "] " + what);
    }

    private CompletionStage<Void> publish(OutgoingTask task, SendInterceptor.Chain broker) {
        tell(task, listener -> listener.beforeTaskPublish(task));
        CompletionStage<Void> published = broker.proceed(task);
        return listeners.isEmpty()
                ? published
                : published.thenRun(() -> tell(task, listener -> listener.afterTaskPublish(task)));
    }

    /** Nothing that a listener throws may look as if the call had not been sent: its caller would send it twice. */
    private void tell(OutgoingTask task, Consumer<SendListener> event) {
        for (SendListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (Throwable e) {
                // Languages without checked exceptions let any through.
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                LOG.error(
                        "The listener {} failed to hear of {}[{}]: {}",
                        listener.getClass().getName(),
                        task.task(),
                        task.id(),
                        e,
                        e);
            }
        }
    }
}
