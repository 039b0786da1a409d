package dev.lovage.worker;

import java.util.ArrayList;
import java.util.List;

/** Notes what an autoscaler tells. */
final class Followed implements Autoscaler.Follower {

    private final List<Integer> sizes = new ArrayList<>();
    private int most;

    @Override
    public void slots(int count) {
        sizes.add(count);
    }

    @Override
    public void most(int count) {
        most = count;
    }

    /** The sizes that it gave the pool, in their order. */
    List<Integer> sizes() {
        return sizes;
    }

    int most() {
        return most;
    }
}
