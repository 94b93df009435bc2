/** The HTML report of a run, made from the files in its directory alone. */
@NullMarked
package lenetspark.report;

import org.jspecify.annotations.NullMarked;
