package lenetspark.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Heading above options in the help and in the reference documentation. On a record it applies to all of its options, on a component
 * to the options from this one on. A record without a heading continues the section of the record that contains it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT})
public @interface Section {

    /** Returns the heading. */
    String value();
}
