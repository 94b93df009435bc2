/** One class per command. */
@NullMarked
package lenet.job;

import org.jspecify.annotations.NullMarked;
