/** Training masters: synchronous parameter averaging on DL4J-Spark's interfaces. */
@NullMarked
package lenetspark.training;

import org.jspecify.annotations.NullMarked;
