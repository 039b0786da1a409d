package dev.lovage.worker.pool;

import dev.lovage.worker.CatalogEntry;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Pool;
import java.util.List;

/** Stands where a pool's listener will be, until it is started. */
enum SilentListener implements Pool.Listener {
    INSTANCE;

    @Override
    public void onIdle(int slots) {}

    @Override
    public void onCatalog(List<CatalogEntry> catalog) {}

    @Override
    public void onStarted(long slot, long pid) {}

    @Override
    public void onOutcome(long slot, Outcome outcome) {}

    @Override
    public void onProgress(long slot, String state, byte[] value) {}

    @Override
    public void onDegraded(String reason) {}

    @Override
    public void onStopped() {}
}
