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
        PoolOptions options = PoolOptions.of(spec.concurrency(), spec.applications(), spec.relay())
                .withIncludes(spec.includes())
                .withClassPath(spec.classPath())
                .withHostname(spec.hostname())
                .withSettings(spec.settings())
                .withSecrets(spec.secrets())
                .withStartTimeout(spec.startTimeout())
                .withMaxResultBytes(spec.maxResultBytes());
        return spec.app().isPresent() ? Pools.open(name, options, spec.app().get()) : Pools.open(name, options);
    }
}
