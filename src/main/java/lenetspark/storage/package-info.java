/** The only user of Hadoop FileSystem: read, list and commit objects on any URI. */
@NullMarked
package lenetspark.storage;

import org.jspecify.annotations.NullMarked;
