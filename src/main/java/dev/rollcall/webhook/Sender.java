package dev.rollcall.webhook;

import dev.rollcall.platform.Addresses;
import dev.rollcall.platform.OutboundRequests;
import dev.rollcall.platform.OutboundUrl;
import dev.rollcall.platform.Printable;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.TrustOptions;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Posts to an address that a user gave us, as {@link OutboundRequests} says. Each try has a time-out, and of the answer
 * only the beginning is read.
 */
@ApplicationScoped
class Sender {

    /**
     * @param headers beside Host, Content-Type, Content-Length and User-Agent
     * @param body JSON
     */
    record Letter(String url, OutboundUrl.Rules rules, Map<String, String> headers, byte[] body) {

        /** Without the address, which may be a secret, the signature and the words. */
        @Override
        public String toString() {
            return "Letter[rules=" + rules + "]";
        }
    }

    /** Characters of an answer that are kept: enough for an error page's first lines. */
    static final int KEPT = 1024;

    /** Head and status decide; the beginning of the body is only shown. */
    private static final Duration PATIENCE_FOR_BODY = Duration.ofSeconds(1);

    private final OutboundRequests requests;
    private final Duration timeout;
    private final HttpClient client;

    @Inject
    Sender(Vertx vertx, Addresses addresses, DeliveryConfig config) {
        this(vertx, addresses, config, null);
    }

    /** @param trust null for the authorities that Java trusts */
    Sender(Vertx vertx, Addresses addresses, DeliveryConfig config, TrustOptions trust) {
        this.requests = new OutboundRequests(addresses);
        this.timeout = config.timeout();
        // no connection is kept: one that its peer has just closed would look like a failing receiver
        HttpClientOptions options = new HttpClientOptions()
                .setKeepAlive(false)
                .setTracingPolicy(
                        TracingPolicy.IGNORE) // the address may be a secret, and our traces are no business of theirs
                .setMaxPoolSize(Math.max(1, config.concurrency()))
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setSslHandshakeTimeout(config.connectTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(java.util.concurrent.TimeUnit.MILLISECONDS)
                .setMaxHeaderSize(16 * 1024)
                .setForceSni(true);
        if (trust != null) {
            options.setTrustOptions(trust);
        }
        this.client = vertx.createHttpClient(options);
    }

    /** Never fails: trouble is an answer. */
    Uni<Answer> send(Letter letter) {
        return OutboundUrl.refusal("The address", letter.url(), letter.rules())
                .map(refusal -> Uni.createFrom().item(Answer.none(refusal)))
                .orElseGet(() -> post(letter, URI.create(letter.url().strip())));
    }

    private Uni<Answer> post(Letter letter, URI url) {
        return requests.open(client, HttpMethod.POST, url, letter.rules())
                .chain(request -> send(request, letter))
                .ifNoItem()
                .after(timeout)
                .fail()
                .onFailure()
                .recoverWithItem(failure -> Answer.none(words(failure)));
    }

    private static Uni<Answer> send(HttpClientRequest request, Letter letter) {
        request.putHeader("Content-Type", "application/json").putHeader("User-Agent", "Rollcall-Webhooks");
        letter.headers().forEach(request::putHeader);
        AtomicBoolean over = new AtomicBoolean();
        return Uni.createFrom()
                .<HttpClientResponse>emitter(result -> request.send(Buffer.buffer(letter.body()))
                        .onSuccess(result::complete)
                        .onFailure(failure -> OutboundRequests.failUnless(over, result, failure)))
                .chain(Sender::answer)
                .onTermination()
                .invoke(() -> {
                    over.set(true);
                    request.reset(); // whatever was not read is not wanted
                });
    }

    private static Uni<Answer> answer(HttpClientResponse response) {
        return beginning(response)
                .map(text ->
                        new Answer(response.statusCode(), text, null, OutboundRequests.retryAfter(response.headers())));
    }

    /** Until enough is there, it ends, breaks off, or takes too long. */
    private static Uni<String> beginning(HttpClientResponse response) {
        Buffer read = Buffer.buffer();
        return Uni.createFrom()
                .<String>emitter(text -> {
                    response.handler(part -> {
                        read.appendBuffer(part, 0, Math.min(part.length(), KEPT * 4 - read.length()));
                        if (read.length() >= KEPT * 4) {
                            response.pause();
                            text.complete(text(read));
                        }
                    });
                    response.endHandler(end -> text.complete(text(read)));
                    response.exceptionHandler(failure -> text.complete(text(read)));
                    response.resume();
                })
                .ifNoItem()
                .after(PATIENCE_FOR_BODY)
                .recoverWithItem(() -> text(read));
    }

    /** Zero bytes cannot be stored. */
    private static String text(Buffer read) {
        String text = read.toString().replace('\0', '?');
        return text.length() <= KEPT ? text : text.substring(0, KEPT);
    }

    private static String words(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TimeoutException || cause instanceof io.smallrye.mutiny.TimeoutException) {
            return "No answer in time.";
        }
        if (cause instanceof UnknownHostException) {
            return "The name of the host is not known.";
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String why = cause.getCause() == null ? null : cause.getCause().getMessage();
        return Printable.of(why == null || message.contains(why) ? message : message + ": " + why);
    }
}
