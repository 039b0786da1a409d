/** For whoever wants to see what a worker is made of: the graph of its steps, and how it is drawn. */
@NullMarked
package dev.lovage.worker.graph;

import org.jspecify.annotations.NullMarked;
