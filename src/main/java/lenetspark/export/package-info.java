/** Trained models in the formats of other programs. */
@NullMarked
package lenetspark.export;

import org.jspecify.annotations.NullMarked;
