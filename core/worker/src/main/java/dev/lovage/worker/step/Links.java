package dev.lovage.worker.step;

import dev.lovage.messaging.Broker;
import dev.lovage.results.ResultBackend;
import java.util.Optional;

/**
 * The worker's links to the world. They heal themselves; steps never close them.
 *
 * @param reads where tasks come from
 * @param writes where messages go; the same link unless the settings name two brokers
 */
public record Links(Broker reads, Broker writes, Optional<ResultBackend> results) {}
