package lenetspark.dev;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Runs the container of every pod as a process, and updates the status of the pod in the API. */
final class Kubelet implements Watcher<Pod> {

    private final KubernetesClient client;
    private final Path directory;
    private final Path sparkHome;
    private final Map<String, Process> processes = new ConcurrentHashMap<>();

    /** Creates a kubelet that writes the specification, the files and the log of a pod to a directory of the pod's name. */
    Kubelet(KubernetesClient client, Path directory, Path sparkHome) {
        this.client = client;
        this.directory = directory;
        this.sparkHome = sparkHome;
    }

    @Override
    public void eventReceived(Action action, Pod pod) {
        String uid = pod.getMetadata().getUid();
        if (action == Action.DELETED) {
            Process process = processes.get(uid);
            if (process != null) {
                process.destroy();
            }
        } else if (pod.getStatus().getPhase().equals("Pending") && !processes.containsKey(uid)) {
            // On another thread, because the API answers the requests of the pod only after this event.
            new Thread(() -> run(pod), pod.getMetadata().getName()).start();
        }
    }

    private void run(Pod pod) {
        try {
            Path own =
                    Files.createDirectories(directory.resolve(pod.getMetadata().getName()));
            Files.writeString(own.resolve("pod.json"), Serialization.asJson(pod));
            Process process = new SparkContainer(client, pod, own, sparkHome).start();
            if (processes.putIfAbsent(pod.getMetadata().getUid(), process) != null) {
                process.destroyForcibly();
                return;
            }
            tell(pod, status("Running", pod).build());
            int code = process.waitFor();
            tell(pod, ended(pod, code));
        } catch (IOException e) {
            tell(pod, ended(pod, 128));
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Pod pod, PodStatus status) {
        var known = client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName());
        Pod now = known.get();
        // The pod may have been deleted, and another created with its name.
        if (now != null && now.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
            now.setStatus(status);
            client.resource(now).updateStatus();
        }
    }

    private static PodStatusBuilder status(String phase, Pod pod) {
        return new PodStatusBuilder()
                .withPhase(phase)
                .withPodIP("127.0.0.1")
                .addNewContainerStatus()
                .withName(pod.getSpec().getContainers().get(0).getName())
                .withState(new ContainerStateBuilder()
                        .withNewRunning()
                        .endRunning()
                        .build())
                .endContainerStatus();
    }

    private static PodStatus ended(Pod pod, int code) {
        return status(code == 0 ? "Succeeded" : "Failed", pod)
                .editFirstContainerStatus()
                .withState(new ContainerStateBuilder()
                        .withNewTerminated()
                        .withExitCode(code)
                        .withReason(code == 0 ? "Completed" : "Error")
                        .endTerminated()
                        .build())
                .endContainerStatus()
                .build();
    }

    @Override
    public void onClose(WatcherException cause) {
        throw new IllegalStateException("The watch of the pods ended", cause);
    }
}
