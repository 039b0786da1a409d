/** For those who put calls and results on the wire: Celery's task messages, result metas and Python-style texts. */
@NullMarked
package dev.lovage.wire;

import org.jspecify.annotations.NullMarked;
