package dev.lovage.worker;

import dev.lovage.settings.AutoscaleRange;
import dev.lovage.worker.scale.AutoscaleRule;
import java.time.Duration;
import java.util.Optional;

/**
 * How a worker's pool is to change its size.
 *
 * @param rule empty for the one that {@code worker_autoscaler} names, or the default one
 * @param keepAlive how long slots must have been too many before they go
 */
record Autoscale(AutoscaleRange range, Optional<AutoscaleRule> rule, Duration keepAlive) {}
