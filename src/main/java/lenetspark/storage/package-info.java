/** Files and directories on any Hadoop filesystem. No other package uses the FileSystem API of Hadoop. */
@NullMarked
package lenetspark.storage;

import org.jspecify.annotations.NullMarked;
