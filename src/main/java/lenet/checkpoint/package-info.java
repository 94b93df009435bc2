/** What exact resume needs, and the commit protocol. */
@NullMarked
package lenet.checkpoint;

import org.jspecify.annotations.NullMarked;
