/** What exact resume needs, and the commit protocol. */
@NullMarked
package lenetspark.checkpoint;

import org.jspecify.annotations.NullMarked;
