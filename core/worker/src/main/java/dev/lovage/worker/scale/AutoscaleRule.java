package dev.lovage.worker.scale;

/**
 * Says how many slots a worker's pool shall have.
 *
 * <p>A rule is asked once a second, by one thread of its own, and may wait there: nothing else waits with it. What it says is
 * taken between the least and the largest size, more slots come at most twofold from one second to the next, and slots go only
 * after none of them was wanted for the whole keep-alive. So a rule need not remember anything; it says what would be right now.
 *
 * <p>One that throws, or has not answered after five seconds, is named in the log, and the pool keeps its size meanwhile.
 *
 * <p>A rule named by class name is a public class with a public constructor without parameters.
 */
@FunctionalInterface
public interface AutoscaleRule {

    /** How many slots would be right for this load. */
    int wantedSize(Load load);
}
