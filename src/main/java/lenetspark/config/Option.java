package lenetspark.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares an option by the record component that holds its value. The command line, configuration files, their documentation, the
 * settings of a run and the params of the Spark ML estimator are derived from this declaration.
 *
 * <p>The type of the component is the type of the value. A component of type {@code Optional}, {@code OptionalInt} or {@code
 * OptionalDouble} is empty if the option is not given. A component of type {@code List} holds the positional arguments.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {

    /** Value that leaves the choice to the run. A component that accepts it has an optional type, and is empty then. */
    String AUTO = "auto";

    /** Returns the long name without the dashes, which is also the key in files. */
    String name();

    /** Returns the label of the value in the help, such as URI; empty to derive it from the type. */
    String label() default "";

    /** Returns the meaning and the range, without the default and without a period at the end. */
    String description();

    /** Returns further sentences for the reference documentation. */
    String details() default "";

    /**
     * Returns the default as on the command line; {@value #AUTO} if a value is chosen at the start of the run; empty if the option is required or has no default. An optional component is empty
     * nevertheless if the option is not given: the code that reads it applies the default.
     */
    String defaultValue() default "";

    /** Returns what holds without a value and a default, such as "detected". */
    String unset() default "";

    /** Returns a value that the reference file shows in a comment if there is no default. */
    String example() default "";

    /** Returns the remedy for a missing value, such as "name the file to write"; empty if the option is not required. */
    String required() default "";

    /**
     * Returns the other option without which this one has no effect: {@code mlflow-uri} if it must be given, {@code
     * schedule=step,cosine} if it must have one of these values; empty if the option always has an effect.
     */
    String needs() default "";

    /** Returns what the option affects. Without a classification, a change on resume is refused. */
    Effect effect() default Effect.RESULT;

    /** Returns whether an option with effect {@link Effect#RESULT} is a param of the Spark ML estimator. */
    boolean estimator() default true;

    /** What the value of an option affects. */
    enum Effect {
        /** The bits of the result: recorded, and refused if it differs on resume. */
        RESULT,
        /** The run: recorded, and may differ on resume. */
        RUN,
        /** The location of data and output: not a setting of the run. */
        LOCATION
    }
}
