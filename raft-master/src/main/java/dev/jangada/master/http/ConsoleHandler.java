package dev.jangada.master.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Message;
import dev.jangada.master.replication.Leadership;
import dev.jangada.protocol.ProtoJson;
import dev.jangada.protocol.v1.ListMastersResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Routes a request to its answer. Every JSON answer carries {@code asOf}: which master answered from which log index,
 * and whether that may be stale.
 */
final class ConsoleHandler extends Handler.Abstract {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int DEFAULT_JOBS = 100;
    private static final String JSON_TYPE = "application/json";

    private final ConsoleSource source;
    private final PrometheusText metrics;
    private final LeaderProxy leader;
    private final byte[] page;

    ConsoleHandler(ConsoleSource source, PrometheusText metrics, LeaderProxy leader) throws IOException {
        this.source = source;
        this.metrics = metrics;
        this.leader = leader;
        try (InputStream html = ConsoleHandler.class.getResourceAsStream("console.html")) {
            if (html == null) {
                throw new IOException("console.html is missing from the jar of raft-master: build it again");
            }
            this.page = html.readAllBytes();
        }
    }

    /** Writes the members of a JSON answer after {@code asOf}. */
    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            send(response, callback, HttpStatus.METHOD_NOT_ALLOWED_405, JSON_TYPE, error("only GET is served here"));
        } else if (path.equals("/") || path.equals("/index.html")) {
            send(response, callback, HttpStatus.OK_200, "text/html; charset=utf-8", page);
        } else if (path.equals("/metrics")) {
            send(response, callback, HttpStatus.OK_200, PrometheusText.CONTENT_TYPE, metrics.render());
        } else if (path.equals("/healthz")) {
            health(response, callback);
        } else if (path.startsWith("/v1/")) {
            answer(request, path, response, callback);
        } else {
            notFound(
                    response,
                    callback,
                    "there is nothing at " + path + "; see /, /metrics, /healthz, /v1/jobs, "
                            + "/v1/workers, /v1/masters");
        }
        return true;
    }

    private void answer(Request request, String path, Response response, Callback callback) throws Exception {
        Leadership here = source.leadership();
        boolean forwarded = request.getHeaders().contains(LeaderProxy.FORWARDED);
        if (!here.leaderReady() && !forwarded && here.leader().isPresent()) {
            String address = here.leader().get().httpAddress();
            if (!address.isEmpty() && !here.leader().get().id().equals(here.self())) {
                Optional<LeaderProxy.Answer> answer =
                        leader.ask(address, request.getHttpURI().getPathQuery());
                if (answer.isPresent()) {
                    LeaderProxy.Answer passedOn = answer.get();
                    byte[] body = passedOn.body().getBytes(StandardCharsets.UTF_8);
                    send(response, callback, passedOn.status(), passedOn.contentType(), body);
                    return;
                }
            }
        }
        answerHere(request, path, here, response, callback);
    }

    private void answerHere(Request request, String path, Leadership here, Response response, Callback callback)
            throws IOException {
        String[] parts = path.substring("/v1/".length()).split("/", -1);
        switch (parts.length == 1 ? parts[0] : parts[0] + "/*".repeat(parts.length - 1)) {
            case "overview" -> sendJson(response, callback, here, this::overview);
            case "jobs" -> {
                int limit = limit(request);
                sendJson(response, callback, here, json -> writeList(json, "jobs", source.jobs(limit)));
            }
            case "jobs/*" -> sendOne(response, callback, here, "job", parts[1], source.job(parts[1]));
            case "jobs/*/*" -> {
                if (parts[2].equals("explain")) {
                    sendOne(response, callback, here, "explanation", parts[1], source.explain(parts[1]));
                } else {
                    notFound(response, callback, "there is nothing at " + path);
                }
            }
            case "workers" -> sendJson(response, callback, here, json -> writeList(json, "workers", source.workers()));
            case "masters" -> sendJson(response, callback, here, this::masters);
            default -> notFound(response, callback, "there is nothing at " + path);
        }
    }

    private void overview(JsonGenerator json) throws IOException {
        masters(json);
        writeList(json, "workers", source.workers());
        writeList(json, "jobs", source.jobs(DEFAULT_JOBS));
    }

    private void masters(JsonGenerator json) throws IOException {
        ListMastersResponse masters = source.masters();
        writeList(json, "masters", masters.getMastersList());
        if (masters.hasLastFailover()) {
            json.writeFieldName("lastFailover");
            ProtoJson.write(masters.getLastFailover(), json);
        }
    }

    private static void writeList(JsonGenerator json, String name, List<? extends Message> items) throws IOException {
        json.writeArrayFieldStart(name);
        for (Message item : items) {
            ProtoJson.write(item, json);
        }
        json.writeEndArray();
    }

    private void sendOne(
            Response response,
            Callback callback,
            Leadership here,
            String name,
            String id,
            Optional<? extends Message> found)
            throws IOException {
        if (found.isEmpty()) {
            notFound(response, callback, "there is no job " + id + "; see /v1/jobs");
            return;
        }
        sendJson(response, callback, here, json -> {
            json.writeFieldName(name);
            ProtoJson.write(found.get(), json);
        });
    }

    private void sendJson(Response response, Callback callback, Leadership here, Body body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeObjectFieldStart("asOf");
            json.writeStringField("master", here.self());
            json.writeStringField("role", here.role().name());
            json.writeNumberField("term", here.term());
            json.writeNumberField("index", here.appliedIndex());
            json.writeBooleanField("stale", !here.leaderReady());
            json.writeEndObject();
            body.write(json);
            json.writeEndObject();
        }
        send(response, callback, HttpStatus.OK_200, JSON_TYPE, bytes.toByteArray());
    }

    private void health(Response response, Callback callback) {
        Leadership here = source.leadership();
        boolean healthy = here.alive() && here.leader().isPresent();
        String text = !here.alive()
                ? "the raft division of " + here.self() + " is closed"
                : here.leader().map(l -> "leader " + l.id()).orElse("no leader known");
        send(
                response,
                callback,
                healthy ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503,
                "text/plain; charset=utf-8",
                (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static int limit(Request request) {
        String text = Request.extractQueryParameters(request).getValue("limit");
        if (text != null && text.matches("[0-9]{1,6}")) {
            return Integer.parseInt(text);
        }
        return DEFAULT_JOBS;
    }

    private static byte[] error(String message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("error", message);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void notFound(Response response, Callback callback, String message) throws IOException {
        send(response, callback, HttpStatus.NOT_FOUND_404, JSON_TYPE, error(message));
    }

    private static void send(Response response, Callback callback, int status, String type, byte[] body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
