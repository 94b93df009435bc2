/** Trained models in the formats of other programs. */
@NullMarked
package lenet.export;

import org.jspecify.annotations.NullMarked;
