/** The HTML report of a run, made from the files in its directory alone. */
@NullMarked
package lenet.report;

import org.jspecify.annotations.NullMarked;
