/** Command line and config file to immutable, validated records. */
@NullMarked
package lenet.config;

import org.jspecify.annotations.NullMarked;
