package dev.lovage.worker;

import java.util.List;

/** Hears what a pool says and does nothing about it. */
final class SilentListener implements Pool.Listener {

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
