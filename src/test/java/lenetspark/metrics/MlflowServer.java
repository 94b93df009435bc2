package lenetspark.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Fake tracking server according to the REST API of MLflow, for one new experiment and one run. */
public final class MlflowServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API = "/api/2.0/mlflow/";

    /** The received requests. */
    public record Request(String call, JsonNode body, @Nullable String authorization) {}

    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile boolean failing;
    private volatile boolean knowsRun;

    public MlflowServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(API, this::answer);
        server.start();
    }

    public String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Returns the bodies of all requests to an endpoint. */
    public List<JsonNode> bodies(String call) {
        return requests.stream()
                .filter(request -> request.call().equals(call))
                .map(Request::body)
                .toList();
    }

    void failing(boolean value) {
        failing = value;
    }

    void knowsRun() {
        knowsRun = true;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String call = exchange.getRequestURI().getPath().substring(API.length());
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (failing) {
            reply(exchange, 500, "{\"error_code\":\"INTERNAL_ERROR\",\"message\":\"out of order\"}");
            return;
        }
        requests.add(new Request(
                call,
                body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body),
                exchange.getRequestHeaders().getFirst("Authorization")));
        switch (call) {
            case "experiments/get-by-name" ->
                reply(exchange, 404, "{\"error_code\":\"RESOURCE_DOES_NOT_EXIST\",\"message\":\"no such experiment\"}");
            case "experiments/create" -> reply(exchange, 200, "{\"experiment_id\":\"7\"}");
            case "runs/search" ->
                reply(
                        exchange,
                        200,
                        knowsRun ? "{\"runs\":[{\"info\":{\"run_id\":\"known\",\"run_uuid\":\"known\"}}]}" : "{}");
            case "runs/create" ->
                reply(exchange, 200, "{\"run\":{\"info\":{\"run_id\":\"new\",\"run_uuid\":\"new\"}}}");
            default -> reply(exchange, 200, "{}");
        }
    }

    private static void reply(HttpExchange exchange, int status, String json) {
        try (exchange) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
