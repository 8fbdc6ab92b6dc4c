package dev.rollcall.platform;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Requests to addresses that somebody gave us. The name is looked up each time, every address that it resolves to is
 * checked, and the connection goes to the one that was checked, so that no second look-up can lead elsewhere. TLS still
 * proves the name. Nothing is followed. What the text of the address may be, {@link OutboundUrl} says before.
 */
@ApplicationScoped
public class OutboundRequests {

    /** The name leads where only insiders may go. */
    public static final class NotPublicException extends RuntimeException {
        private NotPublicException() {
            super("The address leads into a private network.", null, false, false);
        }
    }

    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final long LONGEST_RETRY_AFTER_SECONDS = 86_400;

    private final Addresses addresses;

    public OutboundRequests(Addresses addresses) {
        this.addresses = addresses;
    }

    /** Connected, with nothing sent yet. Fails with {@link NotPublicException} where the rules forbid it. */
    public Uni<HttpClientRequest> open(HttpClient client, HttpMethod method, URI url, OutboundUrl.Rules rules) {
        return addresses.of(plainHost(url)).chain(found -> {
            if (isRefused(found, rules)) {
                throw new NotPublicException();
            }
            return connected(client, options(method, url).setServer(pinned(url, found.get(0))));
        });
    }

    /** One that is not public is enough: who mixes them means no good. */
    private static boolean isRefused(List<InetAddress> found, OutboundUrl.Rules rules) {
        return !rules.privateHosts()
                && !found.stream().allMatch(address -> PublicAddress.isPublic(address.getAddress()));
    }

    private static SocketAddress pinned(URI url, InetAddress address) {
        return SocketAddress.inetSocketAddress(port(url), address.getHostAddress());
    }

    /** For an address as it stands; redirects are answers. */
    public static RequestOptions options(HttpMethod method, URI url) {
        return new RequestOptions()
                .setMethod(method)
                .setHost(plainHost(url))
                .setPort(port(url))
                .setSsl(isTls(url))
                .setURI(target(url))
                .setFollowRedirects(false);
    }

    /** A connection that stands when nobody waits for it any more is closed. */
    public static Uni<HttpClientRequest> connected(HttpClient client, RequestOptions options) {
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

    /** What fails because it was broken off is of no interest. */
    public static void failUnless(AtomicBoolean over, UniEmitter<?> result, Throwable failure) {
        if (!over.get()) {
            result.fail(failure);
        }
    }

    /** How long we are asked to wait: whole seconds, a day at most; null when nobody says so. */
    public static Duration retryAfter(MultiMap headers) {
        String seconds = headers.get("Retry-After");
        return seconds != null && seconds.strip().matches("\\d{1,9}")
                ? Duration.ofSeconds(Math.min(Long.parseLong(seconds.strip()), LONGEST_RETRY_AFTER_SECONDS))
                : null;
    }

    private static boolean isTls(URI url) {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    private static int port(URI url) {
        return url.getPort() > 0 ? url.getPort() : isTls(url) ? HTTPS_PORT : HTTP_PORT;
    }

    private static String plainHost(URI url) {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String target(URI url) {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }
}
