/** Conventions for Spark jobs that Spark's Java API has no type for. */
@org.jspecify.annotations.NullMarked
package lenetspark.spark;
