/** For those who implement a result backend: what is stored, and the contract of the store. */
@NullMarked
package dev.lovage.results;

import org.jspecify.annotations.NullMarked;
