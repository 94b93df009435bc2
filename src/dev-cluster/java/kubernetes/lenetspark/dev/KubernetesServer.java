package lenetspark.dev;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import okhttp3.mockwebserver.MockWebServer;

/**
 * Substitute for Kubernetes on loopback: its API over objects in memory, and a kubelet that runs the containers of pods as
 * processes of this machine. Spark's own client and scheduler work on it. It has no accounts, no images, no names of
 * services and no limits. The second argument is the Spark home that stands for the image.
 */
final class KubernetesServer {

    private KubernetesServer() {}

    public static void main(String[] arguments) throws Exception {
        Server.requireArguments(arguments, "DIRECTORY", "SPARK_HOME");
        Server server = new Server(Path.of(arguments[0]));
        KubernetesMockServer api = new KubernetesMockServer(
                new Context(Serialization.jsonMapper()), new MockWebServer(), new HashMap<>(), new ApiServer(), false);
        api.init(InetAddress.getByName("127.0.0.1"), 0);
        KubernetesClient client = api.createClient();
        Path pods = server.directory("pods");
        client.pods().inAnyNamespace().watch(new Kubelet(client, pods, Path.of(arguments[1])));
        server.publish("master", "k8s://http://127.0.0.1:" + api.getPort())
                .publish("pods", pods.toString())
                .serve();
    }
}
