package dev.lovage.worker.pool;

import dev.lovage.worker.pool.Member.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** All children of a pool, and those among them that are in a seat without a request. Not thread-safe. */
final class Crew {

    private final List<Member> members = new ArrayList<>();
    /** The one that worked last comes first: it is the warmest. */
    private final Deque<Member> idle = new ArrayDeque<>();

    void add(Member member) {
        members.add(member);
    }

    void remove(Member member) {
        members.remove(member);
        idle.remove(member);
    }

    /** Those in this state, to be changed while looked at. */
    List<Member> in(State state) {
        List<Member> found = new ArrayList<>(2);
        for (Member member : members) {
            if (member.state() == state) {
                found.add(member);
            }
        }
        return found;
    }

    List<Member> all() {
        return members;
    }

    int size() {
        return members.size();
    }

    int count(State state) {
        int count = 0;
        for (Member member : members) {
            count += member.state() == state ? 1 : 0;
        }
        return count;
    }

    /** How many are in seats. */
    int seated() {
        return count(State.IDLE) + count(State.BUSY);
    }

    /** How many serve this generation and are nobody's concern: ready or not, in a seat or not, and not about to be replaced. */
    int fresh(Generations generations) {
        int count = 0;
        for (Member member : members) {
            boolean counts = member.state() != State.LEAVING && !(member.seated() && member.expiring());
            count += counts && generations.serves(member.generation()) ? 1 : 0;
        }
        return count;
    }

    /** It waits in its seat for a request. */
    void rest(Member member) {
        member.state(State.IDLE);
        idle.push(member);
    }

    /** The idle one that worked last, which is then no longer idle; empty if there is none. */
    Optional<Member> takeIdle() {
        return Optional.ofNullable(idle.poll());
    }

    /** The idle one that has not worked for longest. */
    Optional<Member> coldest() {
        return Optional.ofNullable(idle.peekLast());
    }

    int idle() {
        return idle.size();
    }

    /** It takes nothing more. */
    void leaves(Member member) {
        idle.remove(member);
        member.state(State.LEAVING);
    }
}
