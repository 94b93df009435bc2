package lenetspark.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parses the files in submit/kubernetes/ with the types of the Kubernetes API; an unknown field is an error. */
class KubernetesFilesTest {

    private static final Path DIRECTORY = Checkout.SOURCE.resolve("submit/kubernetes");

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1 Pod", Pod.class,
            "v1 Secret", Secret.class,
            "v1 ServiceAccount", ServiceAccount.class,
            "v1 PersistentVolumeClaim", PersistentVolumeClaim.class,
            "rbac.authorization.k8s.io/v1 Role", Role.class,
            "rbac.authorization.k8s.io/v1 RoleBinding", RoleBinding.class);

    /** Disables the setters with which the types accept unknown fields. */
    private static final ObjectMapper STRICT = new ObjectMapper(new YAMLFactory())
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated member) {
                    return false;
                }
            });

    static Stream<Path> manifests() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void shouldUseOnlyFieldsOfTheApi(Path file) throws Exception {
        assertThat(objects(Files.readString(file))).isNotEmpty();
    }

    @Test
    void shouldDetectAFieldThatTheApiDoesNotHave() throws Exception {
        String pod = Files.readString(DIRECTORY.resolve("driver-pod.yaml")).replace("runAsNonRoot", "runAsNotRoot");
        assertThatThrownBy(() -> objects(pod))
                .isInstanceOf(UnrecognizedPropertyException.class)
                .hasMessageContaining("\"runAsNotRoot\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"driver-pod.yaml", "executor-pod.yaml", "example-pvc.yaml"})
    void shouldNotRunPodsAsRootOrAllowPrivilegeEscalation(String file) throws Exception {
        List<Pod> pods = objects(Files.readString(DIRECTORY.resolve(file))).stream()
                .filter(Pod.class::isInstance)
                .map(Pod.class::cast)
                .toList();
        assertThat(pods).hasSize(1).allSatisfy(pod -> {
            assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(185);
            assertThat(pod.getSpec().getContainers()).allSatisfy(container -> assertThat(
                            container.getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse());
        });
    }

    @Test
    void shouldAllowTheServiceAccountToManagePodsButNoSecrets() throws Exception {
        List<HasMetadata> objects = objects(Files.readString(DIRECTORY.resolve("rbac.yaml")));
        assertThat(objects).extracting(object -> object.getMetadata().getName()).containsOnly("lenet");
        Role role = (Role) objects.get(1);
        assertThat(role.getRules())
                .flatMap(rule -> rule.getResources())
                .containsExactlyInAnyOrder("pods", "services", "configmaps", "persistentvolumeclaims");
        assertThat(((RoleBinding) objects.get(2)).getSubjects().get(0).getName())
                .isEqualTo("lenet");
        assertThat(Files.readString(Checkout.SOURCE.resolve("submit/kubernetes.sh")))
                .contains("\nservice_account=lenet\n");
    }

    @Test
    void shouldBuildTheImageWithTheProjectsSparkAndTheJarInPlace() throws Exception {
        String pom = Files.readString(Checkout.SOURCE.resolve("pom.xml"));
        String spark = pom.replaceFirst("(?s).*<spark.version>", "").replaceFirst("(?s)<.*", "");
        assertThat(Files.readAllLines(DIRECTORY.resolve("Dockerfile")))
                .anyMatch(line -> line.matches("ARG SPARK_IMAGE=apache/spark:" + spark + "-.*-java17-.*"))
                .contains("COPY --chmod=444 lenet-spark.jar /opt/lenet/lenet-spark.jar")
                .last()
                .isEqualTo("USER 185");
        assertThat(Files.readString(Checkout.SOURCE.resolve("submit/kubernetes.sh")))
                .contains("\njar=local:///opt/lenet/lenet-spark.jar\n");
    }

    private static List<HasMetadata> objects(String manifest) throws JsonProcessingException {
        List<HasMetadata> objects = new ArrayList<>();
        for (String document : manifest.split("(?m)^---$", -1)) {
            JsonNode tree = STRICT.readTree(document);
            String kind =
                    tree.path("apiVersion").asText() + " " + tree.path("kind").asText();
            assertThat(KINDS).containsKey(kind);
            objects.add(STRICT.treeToValue(tree, KINDS.get(kind)));
        }
        return objects;
    }
}
