package lenetspark.dev;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.server.mock.KubernetesAttributesExtractor;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.crud.KubernetesCrudDispatcherException;
import io.fabric8.kubernetes.client.server.mock.crud.PostHandler;
import io.fabric8.kubernetes.client.server.mock.crud.PutHandler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.RecordedRequest;

/** Stores the objects of the API in memory, and adds to its base class server-side apply and the phase of a new pod. */
final class ApiServer extends KubernetesCrudDispatcher {

    private final PostHandler post = new PostHandler((KubernetesAttributesExtractor) attributeExtractor, this);
    private final PutHandler put = new PutHandler(this);

    @Override
    public MockResponse handleCreate(RecordedRequest request) {
        return create(request.getPath(), request.getBody().readUtf8());
    }

    @Override
    public MockResponse handlePatch(RecordedRequest request) {
        String type = String.valueOf(request.getHeader("Content-Type"));
        return type.startsWith("application/apply-patch") ? apply(request) : super.handlePatch(request);
    }

    private MockResponse create(String path, String body) {
        GenericKubernetesResource object = Serialization.unmarshal(body, GenericKubernetesResource.class);
        if (object.getKind().equals("Pod")) {
            object.setAdditionalProperty("status", Map.of("phase", "Pending"));
        }
        return answer(() -> post.handle(path, null, Serialization.asJson(object)));
    }

    private MockResponse apply(RecordedRequest request) {
        String path = request.getPath().replaceFirst("\\?.*", "");
        GenericKubernetesResource object =
                Serialization.unmarshal(request.getBody().readUtf8(), GenericKubernetesResource.class);
        String json = Serialization.asJson(object);
        return findResource(getKey(path)) == null
                ? create(path.substring(0, path.lastIndexOf('/')), json)
                : answer(() -> put.handle(path, null, json));
    }

    private interface Handler {
        MockResponse handle() throws KubernetesCrudDispatcherException;
    }

    private static MockResponse answer(Handler handler) {
        try {
            return handler.handle();
        } catch (KubernetesCrudDispatcherException e) {
            return new MockResponse().setResponseCode(e.getCode()).setBody(e.toStatusBody());
        }
    }
}
