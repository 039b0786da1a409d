package dev.lovage.cli;

import dev.lovage.messaging.Clock;
import java.nio.file.Path;
import java.util.Map;

/** What the program finds when it starts. */
record Surroundings(Terminal terminal, Path folder, Map<String, String> environment, Clock clock) {}
