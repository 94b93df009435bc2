/** Images that executors decode once and keep on their disks. */
@NullMarked
package lenetspark.data.decoded;

import org.jspecify.annotations.NullMarked;
