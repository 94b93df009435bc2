/** HTML reports of runs, generated from the files in the run directories. */
@NullMarked
package lenetspark.report;

import org.jspecify.annotations.NullMarked;
