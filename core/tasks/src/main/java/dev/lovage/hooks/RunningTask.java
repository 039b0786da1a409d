package dev.lovage.hooks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call that is about to run, runs or has run. Immutable.
 *
 * @param id of the call
 * @param name of the task, as the message has it
 * @param args positional arguments, plain data
 * @param kwargs keyword arguments, plain data
 * @param retries how often it was tried before
 * @param queue the queue that the message came from
 * @param hostname the node name of the worker
 * @param headers the headers of the message that are not Celery's own
 */
public record RunningTask(
        String id,
        String name,
        List<@Nullable Object> args,
        Map<String, @Nullable Object> kwargs,
        int retries,
        String queue,
        String hostname,
        Map<String, @Nullable Object> headers) {

    public RunningTask {
        args = Collections.unmodifiableList(new ArrayList<>(args));
        kwargs = Collections.unmodifiableMap(new LinkedHashMap<>(kwargs));
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** The same call with other arguments. */
    public RunningTask withArguments(List<@Nullable Object> newArgs, Map<String, @Nullable Object> newKwargs) {
        return new RunningTask(id, name, newArgs, newKwargs, retries, queue, hostname, headers);
    }
}
