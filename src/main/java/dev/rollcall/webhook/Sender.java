package dev.rollcall.webhook;

import dev.rollcall.platform.OutboundUrl;
import dev.rollcall.platform.Printable;
import dev.rollcall.platform.PublicAddress;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Posts to an address that a user gave us. The name is looked up each time, every address that it resolves to is checked,
 * and the connection goes to the one that was checked, so that no second look-up can lead elsewhere. TLS still proves the
 * name. Nothing is followed, each try has a time-out, and of the answer only the beginning is read.
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

    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final long LONGEST_RETRY_AFTER_SECONDS = 86_400;

    /** Head and status decide; the beginning of the body is only shown. */
    private static final Duration PATIENCE_FOR_BODY = Duration.ofSeconds(1);

    private final Addresses addresses;
    private final Duration timeout;
    private final HttpClient client;

    @Inject
    Sender(Vertx vertx, Addresses addresses, DeliveryConfig config) {
        this(vertx, addresses, config, null);
    }

    /** @param trust null for the authorities that Java trusts */
    Sender(Vertx vertx, Addresses addresses, DeliveryConfig config, TrustOptions trust) {
        this.addresses = addresses;
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
        return addresses
                .of(plainHost(url))
                .chain(found -> refusal(found, letter.rules())
                        ? Uni.createFrom().item(Answer.none("The address leads into a private network."))
                        : post(letter, url, found.get(0)))
                .ifNoItem()
                .after(timeout)
                .fail()
                .onFailure()
                .recoverWithItem(failure -> Answer.none(words(failure)));
    }

    /** One that is not public is enough: who mixes them means no good. */
    private static boolean refusal(List<InetAddress> found, OutboundUrl.Rules rules) {
        return !rules.privateHosts()
                && !found.stream().allMatch(address -> PublicAddress.isPublic(address.getAddress()));
    }

    private Uni<Answer> post(Letter letter, URI url, InetAddress address) {
        boolean tls = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() > 0 ? url.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                .setHost(plainHost(url))
                .setPort(port)
                .setSsl(tls)
                .setURI(target(url))
                .setFollowRedirects(false);
        return connected(options).chain(request -> send(request, letter));
    }

    /** A connection that stands when nobody waits for it any more is closed. */
    private Uni<HttpClientRequest> connected(RequestOptions options) {
        return Uni.createFrom().emitter(result -> {
            AtomicBoolean over = new AtomicBoolean();
            result.onTermination(() -> over.set(true));
            client.request(options)
                    .onSuccess(request -> {
                        if (over.get()) {
                            request.reset();
                        } else {
                            result.complete(request);
                        }
                    })
                    .onFailure(failure -> failUnless(over, result, failure));
        });
    }

    private static Uni<Answer> send(HttpClientRequest request, Letter letter) {
        request.putHeader("Content-Type", "application/json").putHeader("User-Agent", "Rollcall-Webhooks");
        letter.headers().forEach(request::putHeader);
        AtomicBoolean over = new AtomicBoolean();
        return Uni.createFrom()
                .<HttpClientResponse>emitter(result -> request.send(Buffer.buffer(letter.body()))
                        .onSuccess(result::complete)
                        .onFailure(failure -> failUnless(over, result, failure)))
                .chain(Sender::answer)
                .onTermination()
                .invoke(() -> {
                    over.set(true);
                    request.reset(); // whatever was not read is not wanted
                });
    }

    /** What fails because it was broken off is of no interest. */
    private static void failUnless(AtomicBoolean over, UniEmitter<?> result, Throwable failure) {
        if (!over.get()) {
            result.fail(failure);
        }
    }

    private static Uni<Answer> answer(HttpClientResponse response) {
        return beginning(response)
                .map(text -> new Answer(response.statusCode(), text, null, retryAfter(response.headers())));
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

    private static Duration retryAfter(MultiMap headers) {
        String seconds = headers.get("Retry-After");
        return seconds != null && seconds.strip().matches("\\d{1,9}")
                ? Duration.ofSeconds(Math.min(Long.parseLong(seconds.strip()), LONGEST_RETRY_AFTER_SECONDS))
                : null;
    }

    private static String plainHost(URI url) {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String target(URI url) {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
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
