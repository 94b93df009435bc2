/** Export of trained models to the formats of other programs. */
@NullMarked
package lenetspark.export;

import org.jspecify.annotations.NullMarked;
