package dev.rollcall.pipeline;

import dev.rollcall.platform.OutboundRequests;
import dev.rollcall.platform.OutboundUrl;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Fetches a recording from an address that a user gave us, into a file that is gone when the work with it is done. As
 * {@link OutboundRequests} says, and no more than is allowed is ever written.
 */
@ApplicationScoped
class AudioFetch {

    static final String PREFIX = "rollcall-audio-";
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    private final Vertx vertx;
    private final OutboundRequests requests;
    private final AudioConfig config;
    private final HttpClient client;

    AudioFetch(Vertx vertx, OutboundRequests requests, AudioConfig config) {
        this.vertx = vertx;
        this.requests = requests;
        this.config = config;
        // the address may hold a signature, which is no business of our traces
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setKeepAlive(false)
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setMaxPoolSize(64)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setMaxHeaderSize(16 * 1024)
                .setForceSni(true));
    }

    /** Fails with {@link StepTrouble}, or as the work does. */
    <T> Uni<T> with(String url, Function<AudioFile, Uni<T>> work) {
        OutboundUrl.refusal("audio_url", url, config.rules()).ifPresent(sentence -> {
            throw StepTrouble.lasting(sentence);
        });
        return uni(() -> vertx.fileSystem().createTempFile(config.folder(), PREFIX, ".part", "rw-------"))
                .chain(path -> fetch(URI.create(url), path)
                        .chain(audio -> work.apply(audio))
                        .onTermination()
                        .call(() -> uni(() -> vertx.fileSystem().delete(path))
                                .onFailure()
                                .recoverWithNull()));
    }

    private Uni<AudioFile> fetch(URI url, String path) {
        return uni(() -> vertx.fileSystem().open(path, new OpenOptions().setTruncateExisting(true)))
                .chain(file -> requests.open(client, HttpMethod.GET, url, config.rules())
                        .chain(request -> save(request, file, url, path))
                        .onTermination()
                        .call(() -> uni(file::close).onFailure().recoverWithNull()))
                .ifNoItem()
                .after(config.timeout())
                .fail()
                .onFailure(failure -> !(failure instanceof StepTrouble))
                .transform(AudioFetch::trouble);
    }

    private Uni<AudioFile> save(HttpClientRequest request, AsyncFile file, URI url, String path) {
        request.putHeader("User-Agent", "Rollcall");
        AtomicBoolean over = new AtomicBoolean();
        return Uni.createFrom()
                .<HttpClientResponse>emitter(result -> request.send()
                        .onSuccess(response -> {
                            response.exceptionHandler(brokenOff -> {}); // by us, unless somebody reads it
                            result.complete(response);
                        })
                        .onFailure(failure -> OutboundRequests.failUnless(over, result, failure)))
                .invoke(this::check)
                .chain(response -> write(response, file, over)
                        .map(size -> new AudioFile(path, AudioName.of(url, response.getHeader("Content-Type")), size)))
                .onTermination()
                .invoke(() -> {
                    over.set(true);
                    request.reset();
                });
    }

    private void check(HttpClientResponse response) {
        int status = response.statusCode();
        if (status >= 500 || status == 429 || status == 408) {
            throw StepTrouble.passing(
                    "audio_url answered " + status + ".", OutboundRequests.retryAfter(response.headers()));
        }
        if (status / 100 == 3) {
            throw StepTrouble.lasting("audio_url answered " + status + ": redirects are not followed.");
        }
        if (status != 200) {
            throw StepTrouble.lasting("audio_url answered " + status + ".");
        }
        String length = response.getHeader("Content-Length");
        if (length != null && length.matches("\\d{1,18}") && Long.parseLong(length) > largest()) {
            throw tooLarge();
        }
    }

    private Uni<Long> write(HttpClientResponse response, AsyncFile file, AtomicBoolean over) {
        AtomicLong size = new AtomicLong();
        return Uni.createFrom().emitter(whole -> {
            response.handler(part -> {
                if (size.addAndGet(part.length()) > largest()) {
                    response.pause();
                    whole.fail(tooLarge());
                    return;
                }
                file.write(part).onFailure(failure -> OutboundRequests.failUnless(over, whole, failure));
                if (file.writeQueueFull()) {
                    response.pause();
                    file.drainHandler(drained -> response.resume());
                }
            });
            response.exceptionHandler(failure -> OutboundRequests.failUnless(over, whole, failure));
            response.endHandler(end -> file.flush()
                    .onSuccess(flushed -> whole.complete(size.get()))
                    .onFailure(failure -> OutboundRequests.failUnless(over, whole, failure)));
            response.resume();
        });
    }

    private long largest() {
        return config.largest().asLongValue();
    }

    private StepTrouble tooLarge() {
        return StepTrouble.lasting("The recording is larger than " + largest() / 1024 / 1024 + " MB.");
    }

    private static StepTrouble trouble(Throwable failure) {
        if (failure instanceof OutboundRequests.NotPublicException) {
            return StepTrouble.lasting("audio_url must lead to a public host, not into a private network.");
        }
        boolean late = failure instanceof TimeoutException || failure instanceof io.smallrye.mutiny.TimeoutException;
        return StepTrouble.passing(
                late ? "The recording did not come in time." : "The recording could not be fetched.");
    }

    private static <T> Uni<T> uni(java.util.function.Supplier<io.vertx.core.Future<T>> future) {
        return Uni.createFrom().completionStage(() -> future.get().toCompletionStage());
    }
}
