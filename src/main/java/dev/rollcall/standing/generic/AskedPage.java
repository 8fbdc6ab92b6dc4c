package dev.rollcall.standing.generic;

import dev.rollcall.platform.Problem.FieldError;
import dev.rollcall.standing.Action;
import dev.rollcall.standing.ActionOutcome;
import dev.rollcall.standing.Connection;
import dev.rollcall.standing.Report;
import dev.rollcall.standing.Reports;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.List;

/** A page that is asked for in every interval. Nothing is followed, and of an answer only the beginning is read. */
final class AskedPage implements Connection {

    private static final int LARGEST_BODY = 1024 * 1024;

    private final Vertx vertx;
    private final HttpClient client;
    private final GenericSettings settings;
    private final Duration interval;
    private final Reports reports;
    private volatile long timer = -1;
    private volatile boolean closed;

    AskedPage(Vertx vertx, HttpClient client, GenericSettings settings, Duration interval, Reports reports) {
        this.vertx = vertx;
        this.client = client;
        this.settings = settings;
        this.interval = interval;
        this.reports = reports;
    }

    Connection begin() {
        ask();
        return this;
    }

    /** Asks, tells, and again after an interval; what went wrong is the end of it. */
    private void ask() {
        check().subscribe().with(report -> {
            if (closed) {
                return;
            }
            reports.tell(report);
            if (report instanceof Report.Proven) {
                timer = vertx.setTimer(interval.toMillis(), now -> ask());
            }
        });
    }

    @Override
    public Uni<Report> check() {
        return request()
                .chain(this::answer)
                .ifNoItem()
                .after(GenericConnector.PATIENCE)
                .fail()
                .onFailure()
                .recoverWithItem(Findings::ofFailure);
    }

    private Uni<HttpClientRequest> request() {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(settings.host())
                .setPort(settings.port())
                .setSsl(settings.isTls())
                .setURI(settings.target())
                .setFollowRedirects(false)
                .setTimeout(GenericConnector.PATIENCE.toMillis());
        settings.headers().forEach(options::addHeader);
        return Uni.createFrom().completionStage(() -> client.request(options).toCompletionStage());
    }

    private Uni<Report> answer(HttpClientRequest request) {
        return Uni.createFrom()
                .completionStage(() -> request.send().toCompletionStage())
                .map(AskedPage::quiet)
                .chain(response -> settings.body() != null
                        ? holdsExpected(response).map(held -> judge(response, held))
                        : Uni.createFrom().item(judge(response, true)))
                .onTermination()
                .invoke(request::reset); // what was not read is not wanted
    }

    /** What we break off ourselves is no failure. */
    private static HttpClientResponse quiet(HttpClientResponse response) {
        return response.exceptionHandler(brokenOff -> {});
    }

    private Report judge(HttpClientResponse response, boolean bodyAsExpected) {
        return Findings.ofAnswer(response.statusCode(), bodyAsExpected, settings.status());
    }

    private Uni<Boolean> holdsExpected(HttpClientResponse response) {
        Buffer read = Buffer.buffer();
        return Uni.createFrom().emitter(held -> {
            response.handler(part -> {
                read.appendBuffer(part, 0, Math.min(part.length(), LARGEST_BODY - read.length()));
                if (read.length() >= LARGEST_BODY) {
                    held.complete(read.toString().contains(settings.body()));
                }
            });
            response.exceptionHandler(held::fail);
            response.endHandler(end -> held.complete(read.toString().contains(settings.body())));
        });
    }

    @Override
    public Uni<ActionOutcome> act(Action action) {
        return Uni.createFrom()
                .item(new ActionOutcome.Invalid(
                        List.of(new FieldError("action", "A bot that asks for a page has no actions."))));
    }

    @Override
    public Uni<Void> close() {
        closed = true;
        vertx.cancelTimer(timer);
        return Uni.createFrom().voidItem();
    }
}
