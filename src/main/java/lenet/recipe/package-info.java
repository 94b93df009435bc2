/** From what the user configures to what is trained, and how. */
@NullMarked
package lenet.recipe;

import org.jspecify.annotations.NullMarked;
