package dev.lovage.worker.pool;

import dev.lovage.worker.Request;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One child as the roster counts it, from the decision to start it to its end. Belongs to the roster, but for its names. */
final class Member {

    /** How far its life has come. */
    enum State {
        /** To be started, or on its way up. */
        STARTING,
        /** Ready, and waiting for a seat. */
        STANDBY,
        /** In a seat, without a request. */
        IDLE,
        /** In a seat, with a request. */
        BUSY,
        /** Takes nothing more. */
        LEAVING
    }

    private static final long NONE = -1;

    private final long number;
    private final long generation;
    private final long decided;
    private State state = State.STARTING;
    private @Nullable Request request;
    /** Requests that it has beside that one, in the order in which it will begin them. */
    private final Deque<Request> ahead = new ArrayDeque<>(0);

    private boolean recalled;
    /** The slot of the request that it began last, done or not; its process may be at it still. */
    private long last = NONE;

    private long since;
    private int tasks;
    private boolean expiring;
    private boolean worn;

    /** @param decided when its start was decided, on the monotonic clock */
    Member(long number, long generation, long decided) {
        this.number = number;
        this.generation = generation;
        this.decided = decided;
    }

    /** Which start of a child it is, counted from 1. Any thread. */
    long number() {
        return number;
    }

    /** Whose code it runs. Any thread. */
    long generation() {
        return generation;
    }

    long decided() {
        return decided;
    }

    State state() {
        return state;
    }

    void state(State value) {
        state = value;
    }

    Optional<Request> request() {
        return Optional.ofNullable(request);
    }

    long since() {
        return since;
    }

    /** How many requests it has done. */
    int tasks() {
        return tasks;
    }

    void take(Request value, long now) {
        begin(value, now);
        state = State.BUSY;
    }

    private void begin(Request value, long now) {
        request = value;
        since = now;
        last = value.slot();
    }

    /** Requests for it to begin later, in that order; to be changed by {@link Ahead} only. */
    Deque<Request> ahead() {
        return ahead;
    }

    /** It begins the first of those that it has ahead. */
    Request beginNext(long now) {
        Request next = ahead.remove();
        begin(next, now);
        recalled &= !ahead.isEmpty();
        return next;
    }

    /** Whether it was asked to give back what it has ahead. */
    boolean recalled() {
        return recalled;
    }

    void recalled(boolean value) {
        recalled = value;
    }

    /** Whether this is what its process was last known to be at, also when we have ended that meanwhile. */
    boolean wasAt(long slot) {
        return last == slot;
    }

    /** It is done with its request. */
    void finish() {
        request = null;
        tasks++;
    }

    /** It never began its request. */
    void drop() {
        request = null;
    }

    boolean seated() {
        return state == State.IDLE || state == State.BUSY;
    }

    boolean runs(long slot) {
        return request != null && request.slot() == slot;
    }

    /** Whether it is time that its replacement starts. */
    boolean expiring() {
        return expiring;
    }

    void expire() {
        expiring = true;
    }

    /** Whether it uses too much memory to be given anything more. */
    boolean worn() {
        return worn;
    }

    void wear() {
        worn = true;
        expiring = true;
    }

    @Override
    public String toString() {
        return "child " + number + " of generation " + generation + " (" + state + ")";
    }
}
