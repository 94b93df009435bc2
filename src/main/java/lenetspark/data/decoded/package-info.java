/** Images that the executors decode once and persist on their disks. */
@NullMarked
package lenetspark.data.decoded;

import org.jspecify.annotations.NullMarked;
