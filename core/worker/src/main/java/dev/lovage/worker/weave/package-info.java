/** For children: writes checks of the soft time limit into the user's classes as they are loaded, and is what those checks call. */
@NullMarked
package dev.lovage.worker.weave;

import org.jspecify.annotations.NullMarked;
