package dev.lovage.redis;

import dev.lovage.messaging.virtual.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The names that kombu gives to its keys, channels and set members, under kombu's options. */
record RedisKeys(
        String prefix,
        String separator,
        List<Integer> steps,
        String unacked,
        String unackedIndex,
        String unackedMutex,
        String fanoutPrefix,
        boolean fanoutPatterns) {

    private static final int MOST_PRIORITY = 9;

    static RedisKeys of(Options options, int database) {
        String fanout = options.text("fanout_prefix").orElse("true");
        return new RedisKeys(
                options.text("global_keyprefix", ""),
                options.text("sep", "\u0006\u0016"),
                options.numbers("priority_steps", List.of(0, 3, 6, 9)).stream()
                        .sorted()
                        .toList(),
                options.text("unacked_key", "unacked"),
                options.text("unacked_index_key", "unacked_index"),
                options.text("unacked_mutex_key", "unacked_mutex"),
                fanout.startsWith("/") ? fanout : options.flag("fanout_prefix", true) ? "/" + database + "." : "",
                options.flag("fanout_patterns", true));
    }

    /** The hash, the index, and the pair of ours for entries that kombu can't restore. */
    List<String> ledgers() {
        return List.of(
                prefix + unacked,
                prefix + unackedIndex,
                prefix + unacked + ".lovage",
                prefix + unackedIndex + ".lovage");
    }

    String mutex() {
        return prefix + unackedMutex;
    }

    /** The lists of a queue, the most urgent first. */
    List<String> lists(String queue) {
        return steps.stream().map(step -> listOfStep(queue, step)).toList();
    }

    /** The lists of these queues in the order to take from: all of one urgency before all of the next. */
    List<String> lists(List<String> queues) {
        List<String> lists = new ArrayList<>();
        for (int step : steps) {
            queues.forEach(queue -> lists.add(listOfStep(queue, step)));
        }
        return lists;
    }

    /** The list for a message of some priority: the largest step that is not above it. */
    String list(String queue, int priority) {
        int wanted = Math.max(0, Math.min(MOST_PRIORITY, priority));
        int chosen = steps.get(0);
        for (int step : steps) {
            chosen = step <= wanted ? step : chosen;
        }
        return listOfStep(queue, chosen);
    }

    String bindings(String exchange) {
        return prefix + "_kombu.binding." + exchange;
    }

    String member(String routingKey, Optional<String> pattern, String queue) {
        return routingKey + separator + pattern.orElse("") + separator + queue;
    }

    /** What a member of a binding set says; empty when it is none of kombu's. */
    Optional<BindingEntry> binding(String member) {
        String[] parts = member.split(Pattern.quote(separator), -1);
        return parts.length == 3
                ? Optional.of(new BindingEntry(new Binding(parts[0], parts[2]), parts[1]))
                : Optional.empty();
    }

    /** The channel of a fanout exchange; the routing key may be a pattern. */
    String channel(String exchange, String routingKey) {
        String base = prefix + fanoutPrefix + exchange;
        return routingKey.isEmpty() || !fanoutPatterns ? base : base + "/" + routingKey;
    }

    private String listOfStep(String queue, int step) {
        return prefix + queue + (step == 0 ? "" : separator + step);
    }

    /** A member of a binding set; {@code pattern} is a regular expression for a topic exchange, else empty. */
    record BindingEntry(Binding binding, String pattern) {
        boolean matches(String routingKey) {
            return pattern.isEmpty()
                    ? binding.routingKey().equals(routingKey)
                    : Pattern.compile(pattern).matcher(routingKey).find();
        }
    }
}
