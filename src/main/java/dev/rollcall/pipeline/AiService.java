package dev.rollcall.pipeline;

import dev.rollcall.platform.OutboundRequests;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Posts to a service with OpenAI's interface that the operator has named, and takes JSON from it. */
@ApplicationScoped
class AiService {

    /**
     * A request.
     *
     * @param who as an error sentence calls it, such as "The transcription service"
     * @param url of the endpoint
     * @param key null for none
     * @param contentType of what {@code send} sends
     */
    record Call(String who, URI url, String key, String contentType, Duration timeout) {

        static Call of(String who, URI base, String path, Optional<String> key, String contentType, Duration timeout) {
            URI url = URI.create(base.toString().replaceAll("/+$", "") + path);
            return new Call(who, url, key.orElse(null), contentType, timeout);
        }

        /** Without the key, and the address, which may hold one. */
        @Override
        public String toString() {
            return "Call[who=" + who + "]";
        }
    }

    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int LARGEST_ANSWER = 16 * 1024 * 1024;

    /** Of those below 500: too late, too early, in conflict, too many. */
    private static final Set<Integer> PASSING = Set.of(408, 409, 425, 429);

    private final HttpClient client;

    AiService(Vertx vertx) {
        // no connection is kept: calls are rare and long, and one that its peer has just closed would look like trouble
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setKeepAlive(false)
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setMaxPoolSize(64)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setForceSni(true));
    }

    /**
     * The answer of a success. Fails with {@link StepTrouble}.
     *
     * @param send sends the body, and completes with the answer's head
     */
    Uni<JsonObject> post(Call call, Function<HttpClientRequest, Future<HttpClientResponse>> send) {
        return OutboundRequests.connected(client, OutboundRequests.options(HttpMethod.POST, call.url()))
                .chain(request -> answer(call, request, send))
                .ifNoItem()
                .after(call.timeout())
                .fail()
                .onFailure(failure -> !(failure instanceof StepTrouble))
                .transform(failure -> unreachable(call, failure));
    }

    private static Uni<JsonObject> answer(
            Call call, HttpClientRequest request, Function<HttpClientRequest, Future<HttpClientResponse>> send) {
        request.putHeader("Content-Type", call.contentType())
                .putHeader("Accept", "application/json")
                .putHeader("User-Agent", "Rollcall");
        if (call.key() != null) {
            request.putHeader("Authorization", "Bearer " + call.key());
        }
        AtomicBoolean over = new AtomicBoolean();
        return Uni.createFrom()
                .<HttpClientResponse>emitter(result -> send.apply(request)
                        .onSuccess(result::complete)
                        .onFailure(failure -> OutboundRequests.failUnless(over, result, failure)))
                .chain(response -> body(response, over).map(text -> json(call, response, text)))
                .onTermination()
                .invoke(() -> {
                    over.set(true);
                    request.reset();
                });
    }

    private static Uni<Buffer> body(HttpClientResponse response, AtomicBoolean over) {
        Buffer read = Buffer.buffer();
        return Uni.createFrom().emitter(whole -> {
            response.handler(part -> {
                read.appendBuffer(part);
                if (read.length() > LARGEST_ANSWER) {
                    response.pause();
                    whole.complete(Buffer.buffer()); // no JSON
                }
            });
            response.endHandler(end -> whole.complete(read));
            response.exceptionHandler(failure -> OutboundRequests.failUnless(over, whole, failure));
            response.resume();
        });
    }

    private static JsonObject json(Call call, HttpClientResponse response, Buffer body) {
        int status = response.statusCode();
        if (status / 100 != 2) {
            throw refused(call, status, response.headers());
        }
        try {
            return new JsonObject(body);
        } catch (DecodeException | ClassCastException noJson) {
            throw malformed(call.who());
        }
    }

    private static StepTrouble refused(Call call, int status, MultiMap headers) {
        if (status >= 500 || PASSING.contains(status)) {
            return StepTrouble.passing(
                    call.who() + " is busy or in trouble (" + status + ").", OutboundRequests.retryAfter(headers));
        }
        return StepTrouble.lasting(
                status == 401 || status == 403
                        ? call.who() + " does not take our key (" + status + ")."
                        : call.who() + " refused the request (" + status + ").");
    }

    /** It answered, and not as agreed. */
    static StepTrouble malformed(String who) {
        return StepTrouble.passing(who + " did not answer in the agreed form.");
    }

    private static StepTrouble unreachable(Call call, Throwable failure) {
        boolean late = failure instanceof TimeoutException || failure instanceof io.smallrye.mutiny.TimeoutException;
        return StepTrouble.passing(call.who() + (late ? " did not answer in time." : " could not be reached."));
    }
}
