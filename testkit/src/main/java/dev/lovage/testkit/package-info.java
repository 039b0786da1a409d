/** For those who test: contracts for brokers and result backends, real servers as processes of their own, clocks. */
@NullMarked
package dev.lovage.testkit;

import org.jspecify.annotations.NullMarked;
