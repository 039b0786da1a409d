package dev.lovage.worker.pool;

import dev.lovage.worker.Pool;
import dev.lovage.worker.PoolProvider;
import dev.lovage.worker.PoolSpec;
import java.util.Set;

/** Offers the pools of this package to the worker. */
public final class StandardPools implements PoolProvider {

    @Override
    public Set<String> names() {
        return Pools.names();
    }

    @Override
    public Pool open(String name, PoolSpec spec) {
        return Pools.open(name, spec);
    }
}
