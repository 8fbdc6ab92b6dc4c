package dev.rollcall.standing.racetime;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The requests over HTTP that a bot makes. A future fails only where nothing was answered; every status is an answer.
 * Nothing is followed elsewhere, and each request has a time-out and a largest answer.
 */
final class RacetimeApi {

    /** A category with all its races; racetime.gg's largest have some hundred KiB. */
    private static final int LARGEST_ANSWER = 4 * 1024 * 1024;

    private static final String FORM = "application/x-www-form-urlencoded";

    private final HttpClient client;
    private final Site site;
    private final String category;
    private final Duration timeout;

    RacetimeApi(HttpClient client, Site site, String category, Duration timeout) {
        this.client = client;
        this.site = site;
        this.category = category;
        this.timeout = timeout;
    }

    Future<Answer> token(String clientId, String clientSecret) {
        String form = "grant_type=client_credentials&client_id=" + encoded(clientId) + "&client_secret="
                + encoded(clientSecret);
        return answer(options(HttpMethod.POST, "/o/token").putHeader("Content-Type", FORM), Buffer.buffer(form));
    }

    /** With the races that are not listed, which only the bot's own address tells. */
    Future<Answer> category(AccessToken token) {
        RequestOptions options = options(HttpMethod.GET, "/o/" + encoded(category) + "/data")
                .putHeader("Authorization", "Bearer " + token.token());
        return answer(options, Buffer.buffer());
    }

    Future<Answer> race(String room) {
        return answer(options(HttpMethod.GET, "/" + encoded(category) + "/" + room + "/data"), Buffer.buffer());
    }

    private RequestOptions options(HttpMethod method, String path) {
        return new RequestOptions()
                .setMethod(method)
                .setHost(site.host())
                .setPort(site.port())
                .setSsl(site.tls())
                .setURI(site.at(path))
                .setFollowRedirects(false)
                .putHeader("Accept", "application/json")
                .putHeader("User-Agent", RacetimeConnector.USER_AGENT);
    }

    private Future<Answer> answer(RequestOptions options, Buffer body) {
        return client.request(options)
                .compose(request -> request.send(body)
                        .compose(response -> read(request, response))
                        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .onFailure(late -> request.reset()))
                .timeout(timeout.toMillis() * 2, TimeUnit.MILLISECONDS); // a connection has to be had first
    }

    private static Future<Answer> read(HttpClientRequest request, HttpClientResponse response) {
        Promise<Answer> answer = Promise.promise();
        Buffer read = Buffer.buffer();
        response.handler(part -> {
            read.appendBuffer(part);
            if (read.length() > LARGEST_ANSWER) {
                answer.tryFail(new Unanswered.AnswerTooLarge());
                request.reset();
            }
        });
        response.exceptionHandler(answer::tryFail);
        response.endHandler(
                end -> answer.tryComplete(Answer.of(response.statusCode(), response.headers(), read.toString())));
        return answer.future();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
