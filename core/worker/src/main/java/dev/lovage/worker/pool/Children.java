package dev.lovage.worker.pool;

import dev.lovage.worker.Relay;
import dev.lovage.worker.channel.Frame;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The processes of those in the roster that have one, each with a desk where its tasks are served. Thread-safe. */
final class Children {

    private record Entry(Child child, RelayDesk desk) {}

    private final Relay relay;
    private final Map<Member, Entry> entries = new ConcurrentHashMap<>();

    Children(Relay relay) {
        this.relay = relay;
    }

    void add(Child child) {
        entries.put(child.member(), new Entry(child, new RelayDesk(relay, child)));
    }

    /** It has ended: nobody waits for answers any more. */
    void remove(Child child) {
        Entry entry = entries.remove(child.member());
        if (entry != null) {
            entry.desk().close();
        }
    }

    /** Empty before its process was started, and after it has ended. */
    Optional<Child> of(Member member) {
        return Optional.ofNullable(entries.get(member)).map(Entry::child);
    }

    List<Child> all() {
        return entries.values().stream().map(Entry::child).toList();
    }

    /** Takes what a child asks of the world; says whether the frame was that. */
    boolean serve(Child child, Frame frame) {
        Entry entry = entries.get(child.member());
        return entry != null && entry.desk().take(frame);
    }
}
