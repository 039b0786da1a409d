package dev.lovage.worker;

import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Publisher;
import dev.lovage.messaging.UnroutableException;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Does what an outcome asks for, in this order: publish, store, settle.
 *
 * <p>Each step begins when the one before is confirmed, and is tried again until it succeeds; whatever ends the worker before
 * that leaves the message unsettled, so that the broker hands it out again. Nothing here waits. Belongs to the loop.
 */
class Completion {

    /** After so many refusals a result is replaced by one that says that it could not be stored. */
    private static final int REFUSALS = 3;

    private final WorkerLoop loop;
    private final Policy policy;
    private final Reservations reservations;
    private final Publisher publisher;
    private final Notes notes;
    private final DeadQueue dead;
    private final Persistence persistence;
    private final Rejections rejections;
    private final Unclaimed unclaimed;
    private final TaskLog log;
    private boolean stopping;
    private boolean leaving;

    Completion(
            WorkerLoop loop,
            Policy policy,
            Reservations reservations,
            Publisher publisher,
            Notes notes,
            Backoff backoff,
            TaskLog log) {
        this.loop = loop;
        this.policy = policy;
        this.reservations = reservations;
        this.publisher = publisher;
        this.notes = notes;
        this.dead = new DeadQueue(loop.clock());
        this.persistence = new Persistence(loop, backoff);
        this.rejections = new Rejections();
        this.unclaimed = new Unclaimed(loop, reservations, this::complete, log);
        this.log = log;
    }

    /** From now on nothing is held back: whoever takes it next is another worker. */
    void stopping() {
        stopping = true;
        unclaimed.close();
    }

    /** From now on what is lost was ended by us: it is given back, and nobody is to blame. */
    void leave() {
        leaving = true;
    }

    void complete(Reservation reservation, Outcome outcome) {
        reservation.stage(Reservation.Stage.FINISHING);
        if (outcome instanceof Outcome.Cancelled cancelled) {
            log.cancelled(reservation, cancelled);
            giveBack(reservation);
        } else if (outcome instanceof Outcome.NotBegun) {
            notBegun(reservation);
        } else if (reservation.stale() || reservation.doubtful()) {
            unclaimed.keep(reservation, outcome);
        } else if (outcome instanceof Outcome.Succeeded succeeded) {
            log.succeeded(reservation, succeeded);
            publish(
                    reservation,
                    succeeded.followUps(),
                    () -> store(reservation, success(reservation, succeeded), Settlement.ACK));
        } else if (outcome instanceof Outcome.Failed failed) {
            failed(reservation, failed);
        } else if (outcome instanceof Outcome.Ignored) {
            log.ignored(reservation);
            reservations.close(reservation, Settlement.ACK);
        } else if (outcome instanceof Outcome.Rejected rejected) {
            rejected(reservation, rejected);
        } else if (outcome instanceof Outcome.Lost lost) {
            lost(reservation, lost);
        }
    }

    /** The broker has handed us its message once more: what waited for that goes its way. */
    void claimed(Reservation reservation) {
        unclaimed.claimed(reservation);
    }

    /** A task whose time ran out before it could run. */
    void expire(Reservation reservation) {
        reservation.stage(Reservation.Stage.FINISHING);
        log.expired(reservation);
        byte[] value = ExceptionJson.of("celery.exceptions", "TaskRevokedError", "expired");
        store(reservation, error(reservation, TaskState.REVOKED, value, Optional.empty(), List.of()), Settlement.ACK);
    }

    /** Moves a message to the dead queue; its own queue has it until the dead queue has. */
    void bury(Reservation reservation, DeathCause cause) {
        reservation.stage(Reservation.Stage.FINISHING);
        String queue = reservation.origin().queue();
        log.buried(reservation, queue, cause);
        log.news().buried(reservation.call(), reservation.message(), cause);
        Publication[] letter = {dead.letter(reservation.message(), queue, cause)};
        persistence.run(new Step(reservation, "Publishing to " + DeadQueue.NAME) {
            @Override
            public CompletionStage<Void> start() {
                return publisher.publish(letter[0]);
            }

            @Override
            public void failed(int times, Throwable why) {
                super.failed(times, why);
                if (times == REFUSALS && !Retryable.test(why)) {
                    letter[0] = dead.bareLetter(reservation.message(), queue, cause);
                }
            }

            @Override
            public void done() {
                store(
                        reservation,
                        error(reservation, TaskState.FAILURE, cause.exception(), Optional.empty(), List.of()),
                        Settlement.ACK);
            }
        });
    }

    /** Puts a copy of the message with its strikes in it in the place of the message; the copy is there first. */
    void recount(Reservation reservation, int strikes) {
        reservation.stage(Reservation.Stage.FINISHING);
        publish(
                reservation,
                List.of(Recount.of(reservation, strikes)),
                () -> reservations.close(reservation, Settlement.ACK));
    }

    /**
     * Gives a message back that nobody is to blame for.
     *
     * <p>A broker counts what is given back like what was lost with a worker, or can't tell the two apart; after some restarts
     * an innocent message would seem to have killed them all. So a copy without that count takes its place, at the end of the
     * queue, unless it is the first time and the broker keeps its place, or the broker has it already, or may have it.
     */
    void giveBack(Reservation reservation) {
        reservation.stage(Reservation.Stage.FINISHING);
        if (reservation.stale()
                || reservation.doubtful()
                || (policy.brokerCounts() && !reservation.origin().redelivered())) {
            reservations.close(reservation, Settlement.REQUEUE);
            return;
        }
        CompletionStage<Void> copied = Persistence.guarded(() -> publisher.publish(Recount.returned(reservation)));
        copied.whenComplete((nothing, failure) -> loop.execute(() -> {
            if (!reservation.closed()) {
                reservations.close(reservation, failure == null ? Settlement.ACK : Settlement.REQUEUE);
            }
        }));
    }

    /** What comes after everything is published; a test of the simulation overrides it to do it wrong. */
    void store(Reservation reservation, Optional<TaskResult> result, Settlement settlement) {
        if (result.isEmpty()) {
            reservations.close(reservation, settlement);
            return;
        }
        TaskResult[] current = {result.get()};
        persistence.run(new Step(reservation, "Storing a result") {
            @Override
            public CompletionStage<Void> start() {
                return notes.storeLast(reservation, current[0]);
            }

            @Override
            public void failed(int times, Throwable why) {
                super.failed(times, why);
                if (times == REFUSALS && !Retryable.test(why)) {
                    current[0] = unstorable(current[0], why);
                }
            }

            @Override
            public void done() {
                notes.forget(reservation);
                reservations.close(reservation, settlement);
            }
        });
    }

    private void failed(Reservation reservation, Outcome.Failed failed) {
        if (failed.cause() == Outcome.Cause.UNDECODABLE) {
            bury(reservation, new DeathCause("undecodable", failed.summary(), failed.value()));
            return;
        }
        if (failed.cause() == Outcome.Cause.UNREGISTERED) {
            bury(reservation, DeathCause.unknownTask(reservation.call().name(), ": it went with a change of the code"));
            return;
        }
        log.failed(reservation, failed);
        if (failed.cause() == Outcome.Cause.TIME_LIMIT) {
            log.news().failed(reservation.call(), failed.summary());
        }
        Settlement settlement = policy.acksOnFailure() ? Settlement.ACK : Settlement.REJECT;
        publish(
                reservation,
                failed.followUps(),
                () -> store(
                        reservation,
                        error(
                                reservation,
                                TaskState.FAILURE,
                                failed.value(),
                                Optional.of(failed.traceback()),
                                failed.children()),
                        settlement));
    }

    private void rejected(Reservation reservation, Outcome.Rejected rejected) {
        log.rejected(reservation, rejected);
        if (!rejected.requeue() || reservation.settled()) {
            reservations.close(reservation, Settlement.REJECT);
            return;
        }
        if (stopping) {
            giveBack(reservation);
            return;
        }
        // At once, a task that always rejects would turn in a hot circle.
        Duration pause = rejections.pause(reservation.call().id());
        reservation.stage(Reservation.Stage.HELD_BACK);
        reservation.timer(loop.after(pause, () -> giveBack(reservation)));
    }

    private void lost(Reservation reservation, Outcome.Lost lost) {
        Call call = reservation.call();
        if (leaving && !reservation.settled()) {
            log.lost(reservation, lost, "given back to its queue");
            giveBack(reservation);
            return;
        }
        if (reservation.settled() || !policy.rerunsLost()) {
            log.lost(reservation, lost, "it is not run again, as its acknowledgement settings say");
            String reason = "Worker exited prematurely: " + lost.how();
            log.news().failed(call, reason);
            byte[] value = ExceptionJson.of("billiard.exceptions", "WorkerLostError", reason);
            store(
                    reservation,
                    error(reservation, TaskState.FAILURE, value, Optional.empty(), List.of()),
                    policy.acksOnFailure() ? Settlement.ACK : Settlement.REJECT);
            return;
        }
        int strikes = call.strikes() + policy.handedOut(reservation.origin()) + 1;
        if (strikes >= Policy.STRIKES) {
            log.lost(reservation, lost, "strike " + strikes + ", not run again");
            bury(reservation, DeathCause.poison(strikes, lost.how()));
            return;
        }
        log.lost(reservation, lost, "strike " + strikes + " of " + Policy.STRIKES + ", to be run again");
        recount(reservation, strikes);
    }

    /** One that is acknowledged already comes again as a copy; as it never ran, that is not twice. */
    private void notBegun(Reservation reservation) {
        if (!reservation.settled()) {
            giveBack(reservation);
            return;
        }
        publish(
                reservation,
                List.of(Recount.returned(reservation)),
                () -> reservations.close(reservation, Settlement.ACK));
    }

    private void publish(Reservation reservation, List<Publication> publications, Runnable then) {
        if (publications.isEmpty()) {
            then.run();
            return;
        }
        List<Publication> open = new ArrayList<>(publications);
        persistence.run(new Step(reservation, "Publishing what a task asked for") {
            @Override
            public CompletionStage<Void> start() {
                return publishAll(reservation, open);
            }

            @Override
            public void done() {
                then.run();
            }
        });
    }

    /** Publishes what is open; what is confirmed is struck off, so that a second try repeats only the rest. */
    private CompletionStage<Void> publishAll(Reservation reservation, List<Publication> open) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (Publication publication : List.copyOf(open)) {
            CompletionStage<Void> sent = Persistence.guarded(() -> publisher.publish(publication));
            CompletableFuture<Void> struck = new CompletableFuture<>();
            all.add(struck);
            sent.whenComplete((nothing, failure) -> loop.execute(() -> {
                if (failure == null) {
                    open.remove(publication);
                    struck.complete(null);
                } else {
                    strikeUnroutable(reservation, open, publication, Persistence.cause(failure));
                    struck.completeExceptionally(failure);
                }
            }));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    /** What reaches no queue is kept where somebody can find it: trying again would not help. */
    private void strikeUnroutable(Reservation reservation, List<Publication> open, Publication lost, Throwable why) {
        if (why instanceof UnroutableException && !lost.routingKey().equals(DeadQueue.NAME) && open.remove(lost)) {
            DeathCause cause = new DeathCause("unroutable", String.valueOf(why.getMessage()), new byte[0]);
            log.buried(reservation, lost.routingKey(), cause);
            open.add(dead.letter(lost.message(), lost.routingKey(), cause));
        }
    }

    private Optional<TaskResult> success(Reservation reservation, Outcome.Succeeded outcome) {
        Call call = reservation.call();
        if (policy.ignoresResult(call, reservation.entry())) {
            return Optional.empty();
        }
        return Optional.of(
                result(reservation, TaskState.SUCCESS, outcome.value(), Optional.empty(), outcome.children()));
    }

    private Optional<TaskResult> error(
            Reservation reservation, TaskState state, byte[] value, Optional<String> traceback, List<String> children) {
        Call call = reservation.call();
        if (!call.identified() || !policy.storesError(call, reservation.entry())) {
            return Optional.empty();
        }
        return Optional.of(result(reservation, state, value, traceback, children));
    }

    private TaskResult result(
            Reservation reservation, TaskState state, byte[] value, Optional<String> traceback, List<String> children) {
        Call call = reservation.call();
        List<Object> tuples = new ArrayList<>();
        for (String child : children) {
            tuples.add(Arrays.asList(Arrays.asList(child, null), null));
        }
        return new TaskResult(
                call.id(),
                state,
                value,
                traceback,
                tuples,
                Optional.empty(),
                call.groupId(),
                call.parentId(),
                notes.extended(reservation));
    }

    private static TaskResult unstorable(TaskResult result, Throwable why) {
        byte[] value = ExceptionJson.of(
                "celery.exceptions",
                "BackendStoreError",
                "The result of state " + result.state() + " could not be stored: "
                        + Text.line(String.valueOf(why), 500));
        return new TaskResult(
                result.taskId(),
                TaskState.FAILURE,
                value,
                Optional.empty(),
                List.of(),
                result.dateDone(),
                result.groupId(),
                result.parentId(),
                result.extended());
    }

    /** A step that is wanted for as long as its reservation is open. */
    private abstract class Step implements Persistence.Attempt {

        private final Reservation reservation;
        private final String what;

        Step(Reservation reservation, String what) {
            this.reservation = reservation;
            this.what = what;
        }

        @Override
        public boolean wanted() {
            return !reservation.closed();
        }

        @Override
        public void failed(int times, Throwable why) {
            log.troubled(reservation, what, times, why);
        }
    }
}
