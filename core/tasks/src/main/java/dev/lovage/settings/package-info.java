/** For those who configure: one typed tree of settings under Celery's names, each value knowing where it came from. */
@NullMarked
package dev.lovage.settings;

import org.jspecify.annotations.NullMarked;
