/** Job groups, descriptions and cancellation of Spark jobs, for which Spark's Java API has no type. */
@org.jspecify.annotations.NullMarked
package lenetspark.spark;
