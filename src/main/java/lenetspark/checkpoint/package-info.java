/** Checkpoints: the state for an exact resume, and the commit protocol that writes it. */
@NullMarked
package lenetspark.checkpoint;

import org.jspecify.annotations.NullMarked;
