package lenetspark.dev;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;

/**
 * The API of S3 on loopback, over blobs in memory, with one bucket, and the directory for HADOOP_CONF_DIR. Requests must be
 * signed.
 */
final class S3Server {

    private static final String BUCKET = "lenet";
    private static final String ACCESS_KEY = "lenet-access";
    private static final String SECRET_KEY = "lenet-secret";

    private S3Server() {}

    public static void main(String[] arguments) throws Exception {
        Server.requireArguments(arguments, "DIRECTORY");
        Server server = new Server(Path.of(arguments[0]));
        BlobStore blobs = ContextBuilder.newBuilder("transient")
                .credentials("identity", "credential")
                .buildView(BlobStoreContext.class)
                .getBlobStore();
        blobs.createContainerInLocation(null, BUCKET);
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(blobs)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                .build();
        proxy.start();
        while (!proxy.getState().equals("STARTED")) {
            Thread.sleep(10);
        }
        Path client = server.directory("conf");
        Files.writeString(client.resolve("core-site.xml"), settings("http://127.0.0.1:" + proxy.getPort()));
        server.publish("conf", client.toString())
                .publish("bucket", "s3a://" + BUCKET)
                .serve();
    }

    /** Returns the settings of Hadoop's client. */
    private static String settings(String endpoint) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "endpoint", endpoint,
                "endpoint.region", "us-east-1",
                "path.style.access", "true",
                "access.key", ACCESS_KEY,
                "secret.key", SECRET_KEY));
        StringBuilder xml = new StringBuilder("<configuration>\n");
        settings.forEach((name, value) -> xml.append("  <property><name>fs.s3a.")
                .append(name)
                .append("</name><value>")
                .append(value)
                .append("</value></property>\n"));
        return xml.append("</configuration>\n").toString();
    }
}
