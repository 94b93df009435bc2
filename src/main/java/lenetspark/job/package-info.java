/** The commands as jobs, and what they share: Spark contexts, locations of data and models, engines. */
@NullMarked
package lenetspark.job;

import org.jspecify.annotations.NullMarked;
