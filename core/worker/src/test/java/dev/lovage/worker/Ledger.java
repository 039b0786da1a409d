package dev.lovage.worker;

import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.results.TaskResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes down what really happened, apart from the worker, and judges it. */
final class Ledger {

    private final World world;
    private final Map<String, Script> scripts = new LinkedHashMap<>();
    private final Map<String, Integer> begun = new HashMap<>();
    private final Set<String> ended = new HashSet<>();
    private final Set<String> published = new HashSet<>();
    private final Map<String, List<Message>> copies = new HashMap<>();
    private final Set<String> dead = new HashSet<>();

    Ledger(World world) {
        this.world = world;
    }

    void add(Script script) {
        scripts.put(script.id(), script);
    }

    Script script(String id) {
        Script script = scripts.get(id);
        if (script == null) {
            throw new AssertionError("No such message: " + id);
        }
        return script;
    }

    Message message(String id) {
        Script script = script(id);
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("id", id);
        if (!script.malformed()) {
            headers.put("task", script.task());
        }
        headers.put("ignore_result", script.ignoreResult());
        script.eta().ifPresent(eta -> headers.put("eta", eta.toString()));
        script.expires().ifPresent(expires -> headers.put("expires", expires.toString()));
        return ModelPool.bare(headers);
    }

    void began(String id) {
        begun.merge(id, 1, Integer::sum);
        script(id).eta().filter(eta -> eta.isAfter(world.now())).ifPresent(eta -> {
            throw new AssertionError(id + " ran before its ETA");
        });
    }

    int runs(String id) {
        return begun.getOrDefault(id, 0);
    }

    void ended(String id) {
        ended.add(id);
    }

    void stored(Publication publication) {
        String id = publication.message().header("id").orElseThrow();
        if (publication.routingKey().equals(DeadQueue.NAME)) {
            dead.add(id);
        } else if (publication.message().headers().containsKey(Recount.HEADER)) {
            copies.computeIfAbsent(id, key -> new ArrayList<>()).add(publication.message());
        } else {
            published.add(id);
        }
    }

    void stored(TaskResult result) {
        Script script = script(result.taskId());
        if (result.state().equals(dev.lovage.results.TaskState.SUCCESS)
                && script.followUp().filter(next -> !published.contains(next)).isPresent()) {
            throw new AssertionError(result.taskId() + " was stored before what it asked for was published");
        }
    }

    /** A message may only be forgotten by the broker when what came of it is safe. */
    void acked(Message message, ModelBackend backend) {
        String id = message.header("id").orElseThrow();
        Script script = script(id);
        boolean replaced = copies.getOrDefault(id, List.of()).stream()
                .anyMatch(copy -> Recount.strikes(copy) > Recount.strikes(message)
                        || Recount.returns(copy) > Recount.returns(message));
        boolean early = script.task().equals("early") && !script.malformed();
        if (!early && !replaced && !safe(script, backend)) {
            throw new AssertionError(id + " was acknowledged before what came of it was safe: " + script);
        }
    }

    /** Nothing may be lost: each message ended as it should. */
    void judge(ModelBroker broker, ModelBackend backend) {
        for (Script script : scripts.values()) {
            boolean neverSent = script.id().startsWith("next") && !published.contains(script.id());
            boolean early = script.task().equals("early") && runs(script.id()) > 0;
            if (!neverSent && !early && !safe(script, backend)) {
                throw new AssertionError(script.id() + " is lost: " + script + ", runs " + runs(script.id()));
            }
        }
        if (!broker.messages("celery").isEmpty() || broker.out() > 0) {
            throw new AssertionError("Left in the broker: "
                    + broker.messages("celery").size() + " waiting, " + broker.out() + " handed out");
        }
    }

    /** Without faults each message runs exactly once. */
    void judgeCalm() {
        for (Script script : scripts.values()) {
            int runs = runs(script.id());
            int most = script.ending() == Script.Ending.KILLS
                    ? Policy.STRIKES
                    : script.ending() == Script.Ending.REFUSES_ONCE ? 2 : 1;
            if (runs > most) {
                throw new AssertionError(script.id() + " ran " + runs + " times though nothing went wrong: " + script);
            }
        }
    }

    private boolean safe(Script script, ModelBackend backend) {
        String id = script.id();
        if (dead.contains(id) || backend.ready(id)) {
            return true;
        }
        boolean quiet = script.ignoreResult()
                || script.ending() == Script.Ending.IGNORES
                || script.ending() == Script.Ending.REFUSES;
        boolean expired = script.ignoreResult()
                && script.expires().filter(end -> !end.isAfter(world.now())).isPresent();
        return quiet && ended.contains(id) || expired;
    }
}
