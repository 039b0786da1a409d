/** For those who change Lovage: the tests that need every module. */
@NullMarked
package dev.lovage.examples;

import org.jspecify.annotations.NullMarked;
