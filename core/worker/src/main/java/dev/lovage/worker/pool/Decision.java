package dev.lovage.worker.pool;

import dev.lovage.worker.Outcome;
import dev.lovage.worker.Request;
import java.time.Duration;

/** Something that the roster decided and that somebody else is to do, in the order decided and without the roster's lock. */
sealed interface Decision {

    /** Does it. */
    void carryOut(Hands hands);

    /** Who does what was decided. */
    interface Hands {

        void start(Member member);

        void begin(Member member, Request request);

        void hand(Member member, Request request);

        void recall(Member member, long slot);

        void dismiss(Member member, boolean tell);

        void kill(Member member, String why);

        void introduce(Member member);

        void renewed(long generation);

        void notRenewed(long generation, String reason);

        void forget(long generation);

        void idle(int slots);

        void tell(long slot, Outcome outcome);

        void wake(Duration after);

        void look(Duration after);

        void failedStart(String reason, Duration pause);

        void degraded(String reason);

        void recovered();

        void unloadable(String reason);

        void finish();
    }

    /** Start its process. */
    record Start(Member member) implements Decision {
        @Override
        public void carryOut(Hands hands) {
            hands.start(member);
        }
    }

    /** It begins this request, or will at once: from now on the time counts. */
    record Begin(Member member, Request request) implements Decision {
        @Override
        public void carryOut(Hands hands) {
            hands.begin(member, request);
        }
    }

    /** Ask it for this request, unless it has begun it. */
    record Recall(Member member, long slot) implements Decision {
        @Override
        public void carryOut(Hands hands) {
            hands.recall(member, slot);
        }
    }

    /** Give it this request, to be begun after those that it has. */
    record Hand(Member member, Request request) implements Decision {
        @Override
        public void carryOut(Hands hands) {
            hands.hand(member, request);
        }
    }

    /**
     * Let it end.
     *
     * @param tell whether it must be told; else it knows
     */
    record Dismiss(Member member, boolean tell) implements Decision {
        @Override
        public void carryOut(Hands hands) {
            hands.dismiss(member, tell);
        }
    }

    /** End its process, if it has one by now. */
    record Kill(Member member, String why) implements Decision {
        @Override
        public void carryOut(Hands hands) {
            hands.kill(member, why);
        }
    }

    /** It serves from now on: what it said of its tasks is what the pool can run. */
    record Introduce(Member member) implements Decision {
        @Override
        public void carryOut(Hands hands) {
            hands.introduce(member);
        }
    }

    /** This generation serves from now on. */
    record Renewed(long generation) implements Decision {
        @Override
        public void carryOut(Hands hands) {
            hands.renewed(generation);
        }
    }

    /** This generation will never serve; the one before goes on. */
    record NotRenewed(long generation, String reason) implements Decision {
        @Override
        public void carryOut(Hands hands) {
            hands.notRenewed(generation, reason);
        }
    }

    /** No child of this generation is left, and none will come. */
    record Forget(long generation) implements Decision {
        @Override
        public void carryOut(Hands hands) {
            hands.forget(generation);
        }
    }

    /** So many more, or fewer, requests can be taken. */
    record Idle(int slots) implements Decision {
        @Override
        public void carryOut(Hands hands) {
            hands.idle(slots);
        }
    }

    /** A request ended. */
    record Tell(long slot, Outcome outcome) implements Decision {
        @Override
        public void carryOut(Hands hands) {
            hands.tell(slot, outcome);
        }
    }

    /** Look again after a while. */
    record Wake(Duration after) implements Decision {
        @Override
        public void carryOut(Hands hands) {
            hands.wake(after);
        }
    }

    /** Look after a while whether a request waits behind one that takes long. */
    record Look(Duration after) implements Decision {
        @Override
        public void carryOut(Hands hands) {
            hands.look(after);
        }
    }

    /** Say that a child did not come up, and when the next is tried. */
    record FailedStart(String reason, Duration pause) implements Decision {
        @Override
        public void carryOut(Hands hands) {
            hands.failedStart(reason, pause);
        }
    }

    /** Nothing can be run for the time being. */
    record Degraded(String reason) implements Decision {
        @Override
        public void carryOut(Hands hands) {
            hands.degraded(reason);
        }
    }

    /** Something can be run again. */
    record Recovered() implements Decision {
        @Override
        public void carryOut(Hands hands) {
            hands.recovered();
        }
    }

    /** The code is none; the pool ends. */
    record Unloadable(String reason) implements Decision {
        @Override
        public void carryOut(Hands hands) {
            hands.unloadable(reason);
        }
    }

    /** No child is left and none is wanted. */
    record Finish() implements Decision {
        @Override
        public void carryOut(Hands hands) {
            hands.finish();
        }
    }
}
