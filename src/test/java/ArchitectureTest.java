import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.LocationProvider;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.Set;

/** Which package may know which: the one place where it is written down. */
@AnalyzeClasses(locations = ArchitectureTest.MainClasses.class)
class ArchitectureTest {

    static final class MainClasses implements LocationProvider {
        @Override
        public Set<Location> get(Class<?> testClass) {
            return Set.of(Location.of(Path.of("target", "classes")));
        }
    }

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
    static final ArchRule rounds_knows_only_spark = knowsOnly("rounds", "spark");

    @ArchTest
    static final ArchRule training_knows_only_kernel_model_data_rounds_and_spark =
            knowsOnly("training", "kernel", "model", "data", "rounds", "spark");

    @ArchTest
    static final ArchRule checkpoint_knows_only_storage = knowsOnly("checkpoint", "storage");

    @ArchTest
    static final ArchRule memory_knows_only_spark = knowsOnly("memory", "spark");

    @ArchTest
    static final ArchRule metrics_knows_only_storage_and_training = knowsOnly("metrics", "storage", "training");

    @ArchTest
    static final ArchRule report_knows_only_storage_metrics_model_and_data =
            knowsOnly("report", "storage", "metrics", "model", "data");

    @ArchTest
    static final ArchRule only_the_jobs_know_the_report = noClasses()
            .that(resideInAPackage("lenet..")
                    .and(resideOutsideOfPackage("lenet.job.."))
                    .and(resideOutsideOfPackage("lenet.report..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("lenet.report..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule export_knows_only_model_and_storage = knowsOnly("export", "model", "storage");

    @ArchTest
    static final ArchRule prediction_knows_only_training_data_storage_and_spark =
            knowsOnly("prediction", "training", "data", "storage", "spark");

    @ArchTest
    static final ArchRule recipe_knows_only_config_data_model_and_training =
            knowsOnly("recipe", "config", "data", "model", "training");

    @ArchTest
    static final ArchRule ml_knows_only_recipe_and_what_that_knows_and_storage =
            knowsOnly("ml", "recipe", "config", "data", "model", "training", "storage");

    @ArchTest
    static final ArchRule ml_is_the_only_user_of_spark_ml = noClasses()
            .that()
            .resideOutsideOfPackage("lenet.ml..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.spark.ml..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule only_the_entry_point_knows_the_jobs = noClasses()
            .that(resideInAPackage("lenet..").and(resideOutsideOfPackage("lenet.job..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("lenet.job..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule storage_is_the_only_user_of_hadoop_file_systems = noClasses()
            .that()
            .resideOutsideOfPackage("lenet.storage..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.hadoop.fs..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule kernel_needs_the_jdk_alone = classes()
            .that()
            .resideInAPackage("lenet.kernel..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.management..",
                    "jdk.incubator.vector..",
                    "lenet.kernel..",
                    "org.jspecify.annotations..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule rounds_is_the_only_user_of_sparks_rpc = noClasses()
            .that()
            .resideOutsideOfPackage("lenet.rounds..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.spark.rpc..")
            .allowEmptyShould(true);

    private static ArchRule foundation(String name) {
        return knowsOnly(name);
    }

    private static ArchRule knowsOnly(String name, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = "lenet." + name + "..";
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = "lenet." + others[i] + "..";
        }
        return noClasses()
                .that()
                .resideInAPackage("lenet." + name + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("lenet..")
                        .and(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages(allowed)))
                .allowEmptyShould(true);
    }
}
