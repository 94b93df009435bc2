/** From what the user configures to what is trained, and how. */
@NullMarked
package lenetspark.recipe;

import org.jspecify.annotations.NullMarked;
