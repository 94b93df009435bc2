/** Prepares a training from a configuration and a data set: network, engine, input scaling, training master, checks. */
@NullMarked
package lenetspark.recipe;

import org.jspecify.annotations.NullMarked;
