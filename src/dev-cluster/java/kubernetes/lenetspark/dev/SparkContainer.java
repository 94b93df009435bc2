package lenetspark.dev;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Container of a driver or an executor as a process. It does what the entry point of Spark's image does. */
final class SparkContainer {

    private static final String LOOPBACK = "127.0.0.1";

    private final KubernetesClient client;
    private final Pod pod;
    private final Container container;
    private final Path directory;
    private final Path sparkHome;
    /** Paths on this machine by the paths in the container, longer ones first. */
    private final Map<String, String> mounts = new LinkedHashMap<>();

    SparkContainer(KubernetesClient client, Pod pod, Path directory, Path sparkHome) {
        this.client = client;
        this.pod = pod;
        this.container = pod.getSpec().getContainers().get(0);
        this.directory = directory;
        this.sparkHome = sparkHome;
    }

    Process start() throws IOException {
        locateMounts();
        writeConfigMaps();
        Map<String, String> environment = environment();
        List<String> command = container.getArgs().get(0).equals("driver") ? driver() : executor(environment);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(SPARK|HADOOP|YARN|OMP)_.*"));
        builder.environment().putAll(environment);
        builder.environment().put("SPARK_LOCAL_IP", LOOPBACK);
        builder.environment().put("KUBECONFIG", "/nonexistent");
        return builder.start();
    }

    private void locateMounts() throws IOException {
        List<VolumeMount> longestFirst = new ArrayList<>(container.getVolumeMounts());
        longestFirst.sort((a, b) -> b.getMountPath().length() - a.getMountPath().length());
        for (VolumeMount mount : longestFirst) {
            Path place = directory.resolve("volumes").resolve(mount.getName());
            mounts.put(mount.getMountPath(), Files.createDirectories(place).toString());
        }
    }

    private void writeConfigMaps() throws IOException {
        for (Volume volume : pod.getSpec().getVolumes()) {
            if (volume.getConfigMap() == null) {
                continue;
            }
            ConfigMap map = awaitConfigMap(volume.getConfigMap().getName());
            Path place = directory.resolve("volumes").resolve(volume.getName());
            for (Map.Entry<String, String> entry : map.getData().entrySet()) {
                String name = volume.getConfigMap().getItems().stream()
                        .filter(item -> item.getKey().equals(entry.getKey()))
                        .map(KeyToPath::getPath)
                        .findFirst()
                        .orElse(entry.getKey());
                Files.writeString(place.resolve(name), translate(entry.getValue()));
            }
        }
    }

    /** Waits for a config map, because Spark creates the driver's pod before the objects that the pod mounts. */
    private ConfigMap awaitConfigMap(String name) throws IOException {
        for (int attempt = 0; attempt < 300; attempt++) {
            ConfigMap map = client.configMaps()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(name)
                    .get();
            if (map != null) {
                return map;
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new IOException("No ConfigMap " + name);
    }

    /** Replaces paths of the container by those of this machine, and the driver's service by its address. */
    private String translate(String text) {
        String here = text;
        for (Map.Entry<String, String> mount : mounts.entrySet()) {
            here = here.replace(mount.getKey(), mount.getValue());
        }
        return here.replaceAll("[a-z0-9-]+-driver-svc\\.[a-z0-9-]+\\.svc", LOOPBACK);
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        for (EnvVar variable : container.getEnv()) {
            String value = variable.getValue();
            if (variable.getValueFrom() != null && variable.getValueFrom().getFieldRef() != null) {
                String field = variable.getValueFrom().getFieldRef().getFieldPath();
                value = field.equals("metadata.name") ? pod.getMetadata().getName() : LOOPBACK;
            }
            environment.put(variable.getName(), translate(value == null ? "" : value));
        }
        return environment;
    }

    private List<String> driver() {
        List<String> command = new ArrayList<>(List.of(
                sparkHome.resolve("bin/spark-submit").toString(),
                "--conf",
                "spark.driver.bindAddress=" + LOOPBACK,
                "--deploy-mode",
                "client"));
        container.getArgs().stream().skip(1).map(this::translate).forEach(command::add);
        return command;
    }

    private List<String> executor(Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (int i = 0; environment.containsKey("SPARK_JAVA_OPT_" + i); i++) {
            command.add(environment.get("SPARK_JAVA_OPT_" + i));
        }
        String memory = environment.get("SPARK_EXECUTOR_MEMORY");
        command.addAll(List.of("-Xms" + memory, "-Xmx" + memory));
        command.addAll(List.of(
                "-cp",
                mounts.getOrDefault("/opt/spark/conf", "") + ":" + sparkHome.resolve("jars") + "/*",
                "org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend"));
        Map.of(
                        "--driver-url", "SPARK_DRIVER_URL",
                        "--executor-id", "SPARK_EXECUTOR_ID",
                        "--cores", "SPARK_EXECUTOR_CORES",
                        "--app-id", "SPARK_APPLICATION_ID",
                        "--hostname", "SPARK_EXECUTOR_POD_IP",
                        "--resourceProfileId", "SPARK_RESOURCE_PROFILE_ID",
                        "--podName", "SPARK_EXECUTOR_POD_NAME")
                .forEach((option, variable) -> command.addAll(List.of(option, environment.get(variable))));
        return command;
    }
}
