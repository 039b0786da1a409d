package dev.lovage.worker;

/**
 * A worker goes on to a stage of stopping; Celery's {@code worker_shutting_down}.
 *
 * @param signal the signal that made it, {@code TERM}; empty when the program or the worker itself did
 * @param how the stage that it comes to
 * @param exitCode what it will exit with unless a later stage follows
 */
public record ShuttingDown(String signal, Shutdown how, int exitCode) {}
