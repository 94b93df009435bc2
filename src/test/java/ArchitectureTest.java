import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.LocationProvider;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which package may know which: the one place where it is written down. */
@AnalyzeClasses(locations = ArchitectureTest.MainClasses.class)
class ArchitectureTest {

    static final class MainClasses implements LocationProvider {
        @Override
        public Set<Location> get(Class<?> testClass) {
            return Set.of(Location.of(
                    LeNetJob.class.getProtectionDomain().getCodeSource().getLocation()));
        }
    }

    private static final String ROOT = "lenetspark";

    /** What the rules name: a package of ours that they name and nobody finds is a rule that says nothing. */
    private static final Set<String> NAMED = new TreeSet<>();

    /** The packages of libraries that one package of ours uses, by the latter. */
    private static final Map<String, String> USED_BY_ONE = new TreeMap<>();

    @ArchTest
    static final ArchRule kernel_depends_on_no_other_package = foundation("kernel");

    @ArchTest
    static final ArchRule model_depends_on_no_other_package = foundation("model");

    @ArchTest
    static final ArchRule config_depends_on_no_other_package = foundation("config");

    @ArchTest
    static final ArchRule storage_depends_on_no_other_package = foundation("storage");

    @ArchTest
    static final ArchRule spark_depends_on_no_other_package = foundation("spark");

    @ArchTest
    static final ArchRule data_knows_only_storage_and_spark = knowsOnly("data", "storage", "spark");

    @ArchTest
    static final ArchRule dataset_knows_only_data_and_what_that_knows =
            knowsOnly("dataset", "data", "storage", "spark");

    @ArchTest
    static final ArchRule rounds_knows_only_spark = knowsOnly("rounds", "spark");

    @ArchTest
    static final ArchRule training_knows_only_config_kernel_model_data_rounds_and_spark =
            knowsOnly("training", "config", "kernel", "model", "data", "rounds", "spark");

    @ArchTest
    static final ArchRule evaluation_knows_only_training_config_model_data_sets_and_spark =
            knowsOnly("evaluation", "training", "config", "model", "data", "dataset", "spark");

    @ArchTest
    static final ArchRule checkpoint_knows_only_storage = knowsOnly("checkpoint", "storage");

    @ArchTest
    static final ArchRule memory_knows_only_spark = knowsOnly("memory", "spark");

    @ArchTest
    static final ArchRule metrics_knows_only_storage_and_the_statistics_of_rounds =
            knowsOnly("metrics", "storage", "training.round");

    @ArchTest
    static final ArchRule report_knows_only_storage_metrics_model_and_data =
            knowsOnly("report", "storage", "metrics", "model", "data");

    @ArchTest
    static final ArchRule run_knows_only_checkpoint_config_metrics_and_storage =
            knowsOnly("run", "checkpoint", "config", "metrics", "storage");

    @ArchTest
    static final ArchRule only_the_jobs_know_the_report = onlyKnownBy("report", "job");

    @ArchTest
    static final ArchRule export_knows_only_model_and_storage = knowsOnly("export", "model", "storage");

    @ArchTest
    static final ArchRule recipe_knows_only_config_data_sets_model_memory_and_training =
            knowsOnly("recipe", "config", "data", "dataset", "kernel", "model", "memory", "training");

    @ArchTest
    static final ArchRule ml_knows_only_recipe_and_what_that_knows_and_storage =
            knowsOnly("ml", "recipe", "config", "data", "dataset", "evaluation", "model", "training", "storage");

    @ArchTest
    static final ArchRule only_the_command_line_knows_the_jobs = onlyKnownBy("job", "cli");

    @ArchTest
    static final ArchRule only_the_entry_point_knows_the_command_line = onlyKnownBy("cli");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ml_is_the_only_user_of_spark_ml = onlyUserOf("org.apache.spark.ml..", "ml");

    @ArchTest
    static final ArchRule storage_is_the_only_user_of_hadoop_file_systems =
            onlyUserOf("org.apache.hadoop.fs..", "storage");

    @ArchTest
    static final ArchRule kernel_needs_the_jdk_alone = classes()
            .that()
            .resideInAPackage(ours("kernel"))
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.management..",
                    "jdk.incubator.vector..",
                    ours("kernel"),
                    "org.jspecify.annotations..");

    @ArchTest
    static final ArchRule rounds_is_the_only_user_of_sparks_rpc = onlyUserOf("org.apache.spark.rpc..", "rounds");

    /** Shows that none of the rules passes where its packages have moved away. */
    @ArchTest
    static void every_rule_fails_where_it_finds_no_classes(JavaClasses classes) throws IllegalAccessException {
        JavaClasses none = classes.that(DescribedPredicate.alwaysFalse());
        int rules = 0;
        for (Field field : ArchitectureTest.class.getDeclaredFields()) {
            if (field.getType() == ArchRule.class) {
                ArchRule rule = (ArchRule) field.get(null);
                assertThatThrownBy(() -> rule.check(none))
                        .as(field.getName())
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContaining("failed to check any classes");
                rules++;
            }
        }
        assertThat(rules).isGreaterThan(20);
    }

    @ArchTest
    static void every_package_that_a_rule_names_has_classes(JavaClasses classes) {
        assertThat(NAMED).hasSizeGreaterThan(10).allSatisfy(name -> assertThat(classes.that(resideInAPackage(name)))
                .as(name)
                .isNotEmpty());
    }

    @ArchTest
    static void the_only_user_of_a_library_uses_it(JavaClasses classes) {
        assertThat(USED_BY_ONE).hasSize(3).allSatisfy((user, library) -> assertThatThrownBy(() -> noClasses()
                        .that()
                        .resideInAPackage(user)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(library)
                        .check(classes))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("was violated"));
    }

    /** What other programs may use; every other public class is public for the project's own packages only. */
    private static final Set<String> PUBLIC_API = Set.of(
            "config.Engine",
            "data.InputTransform",
            "data.augment.Augmentation",
            "data.augment.Augmenter",
            "ml.LeNetClassificationModel",
            "ml.LeNetClassifier",
            "ml.TrainParams",
            "training.UnsupportedTrainingModes",
            "training.WeightedAveragingTrainingMaster",
            "training.replica.LearningRateSchedule",
            "training.replica.ModelState",
            "training.round.AveragingRule",
            "training.round.RoundListener",
            "training.round.RoundResult",
            "training.round.RoundStatistics");

    @ArchTest
    static void the_public_api_is_spark_ml_and_the_training_master_with_what_their_signatures_name(
            JavaClasses classes) {
        Deque<JavaClass> open = new ArrayDeque<>();
        classes.that(resideInAPackage(ours("ml")))
                .that(modifier(JavaModifier.PUBLIC))
                .forEach(open::add);
        open.add(classes.get(ROOT + ".training.WeightedAveragingTrainingMaster"));
        Set<JavaClass> visited = new HashSet<>();
        Set<String> named = new TreeSet<>();
        while (!open.isEmpty()) {
            JavaClass type = open.remove();
            if (type.getPackageName().startsWith(ROOT) && visited.add(type)) {
                named.add(outermost(type).getName().substring(ROOT.length() + 1));
                namedBySignatures(type).forEach(open::add);
            }
        }

        assertThat(named).isEqualTo(new TreeSet<>(PUBLIC_API));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    private static Stream<JavaClass> namedBySignatures(JavaClass type) {
        Stream<JavaClass> members = type.getCodeUnits().stream()
                .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(member ->
                        Stream.concat(Stream.of(member.getRawReturnType()), member.getRawParameterTypes().stream()));
        Stream<JavaClass> parents = Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream());
        return Stream.concat(members, parents).map(JavaClass::getBaseComponentType);
    }

    private static ArchRule foundation(String name) {
        return knowsOnly(name);
    }

    private static ArchRule onlyUserOf(String library, String name) {
        USED_BY_ONE.put(ours(name), library);
        return noClasses()
                .that()
                .resideOutsideOfPackage(ours(name))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }

    private static ArchRule onlyKnownBy(String name, String... users) {
        String[] allowed = Stream.concat(Stream.of(name), Stream.of(users))
                .map(ArchitectureTest::ours)
                .toArray(String[]::new);
        return noClasses()
                .that(resideInAPackage(ROOT + "..").and(resideOutsideOfPackages(allowed)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ours(name));
    }

    private static ArchRule knowsOnly(String name, String... others) {
        String[] allowed = Stream.concat(Stream.of(name), Stream.of(others))
                .map(ArchitectureTest::ours)
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(ours(name))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(resideOutsideOfPackages(allowed)));
    }

    private static String ours(String name) {
        String identifier = ROOT + "." + name + "..";
        NAMED.add(identifier);
        return identifier;
    }
}
