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
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** A socket that is kept open: pinged twice in each interval, proven by every pong. */
final class OpenSocket implements Connection {

    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final int LONGEST_TEXT = 100_000;
    private static final String SEND = "send";

    private final Vertx vertx;
    private final WebSocketClient client;
    private final GenericSettings settings;
    private final Duration interval;
    private final Reports reports;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicReference<CompletableFuture<Report>> asked = new AtomicReference<>();
    private final CompletableFuture<Void> connecting = new CompletableFuture<>();
    private volatile WebSocket socket;
    private volatile boolean firstSeen;
    private volatile boolean ponged = true;
    private volatile long timer = -1;
    private volatile boolean closed;

    OpenSocket(Vertx vertx, WebSocketClient client, GenericSettings settings, Duration interval, Reports reports) {
        this.vertx = vertx;
        this.client = client;
        this.settings = settings;
        this.interval = interval;
        this.reports = reports;
        this.firstSeen = settings.first() == null;
    }

    Connection begin() {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setSsl(settings.isTls())
                .setURI(settings.target())
                .setTimeout(GenericConnector.PATIENCE.toMillis());
        settings.headers().forEach(options::addHeader);
        client.connect(options).onSuccess(this::opened).onFailure(failure -> {
            connecting.complete(null);
            end(Findings.ofFailure(failure));
        });
        return this;
    }

    /** One that opens when nobody wants it any more is closed. */
    private void opened(WebSocket open) {
        socket = open;
        connecting.complete(null);
        if (closed) {
            open.close();
            return;
        }
        open.textMessageHandler(this::hear);
        open.pongHandler(pong -> pong());
        open.exceptionHandler(failure -> end(Findings.ofFailure(failure)));
        open.closeHandler(end -> end(Findings.ofClose(open.closeStatusCode())));
        if (firstSeen) {
            beginToPing();
        } else {
            timer = vertx.setTimer(GenericConnector.PATIENCE.toMillis(), late -> end(Findings.noFirst()));
        }
    }

    private void hear(String message) {
        if (firstSeen) {
            return;
        }
        vertx.cancelTimer(timer);
        if (message.contains(settings.first())) {
            firstSeen = true;
            beginToPing();
        } else {
            end(Findings.wrongFirst());
        }
    }

    private void beginToPing() {
        if (!closed) {
            timer = vertx.setPeriodic(Math.max(1, interval.toMillis() / 2), now -> ping());
            ping();
        }
    }

    private void ping() {
        if (!ponged) {
            end(Findings.noPong());
            return;
        }
        ponged = false;
        socket.writePing(Buffer.buffer("rollcall")).onFailure(failure -> end(Findings.ofFailure(failure)));
    }

    private void pong() {
        ponged = true;
        CompletableFuture<Report> question = asked.getAndSet(null);
        if (question == null || !question.complete(Findings.WELL)) {
            tell(Findings.WELL);
        }
    }

    private void end(Report report) {
        if (over.compareAndSet(false, true)) {
            vertx.cancelTimer(timer);
            CompletableFuture<Report> question = asked.getAndSet(null);
            if (question == null || !question.complete(report)) {
                tell(report);
            }
        }
    }

    private void tell(Report report) {
        if (!closed) {
            reports.tell(report);
        }
    }

    @Override
    public Uni<Report> check() {
        if (over.get()) {
            return Uni.createFrom().item(Findings::noPong);
        }
        CompletableFuture<Report> question =
                asked.updateAndGet(known -> known == null ? new CompletableFuture<>() : known);
        WebSocket open = socket;
        if (open != null && firstSeen) {
            open.writePing(Buffer.buffer("check")).onFailure(failure -> end(Findings.ofFailure(failure)));
        }
        return Uni.createFrom()
                .completionStage(question)
                .ifNoItem()
                .after(GenericConnector.PATIENCE)
                .recoverWithItem(Findings::noPong);
    }

    @Override
    public Uni<ActionOutcome> act(Action action) {
        String text = action.data().getValue("text") instanceof String given ? given : null;
        if (!SEND.equals(action.action())) {
            return invalid("action", "action must be send.");
        }
        if (text == null || text.isEmpty() || text.length() > LONGEST_TEXT) {
            return invalid("data.text", "text must be a text of 1 to " + LONGEST_TEXT + " characters.");
        }
        WebSocket open = socket;
        if (open == null || over.get()) {
            return Uni.createFrom().item(new ActionOutcome.NotDone(503, "The socket is not open at the moment."));
        }
        return Uni.createFrom()
                .completionStage(() -> open.writeTextMessage(text).toCompletionStage())
                .<ActionOutcome>map(sent -> new ActionOutcome.Done(new JsonObject()))
                .onFailure()
                .recoverWithItem(new ActionOutcome.NotDone(502, "The message could not be sent."));
    }

    private static Uni<ActionOutcome> invalid(String field, String message) {
        return Uni.createFrom().item(new ActionOutcome.Invalid(List.of(new FieldError(field, message))));
    }

    /** Also waits for one that is just being opened, so that no socket stands when this is done. */
    @Override
    public Uni<Void> close() {
        closed = true;
        over.set(true);
        vertx.cancelTimer(timer);
        return Uni.createFrom()
                .completionStage(connecting)
                .chain(() -> {
                    WebSocket open = socket;
                    return open == null || open.isClosed()
                            ? Uni.createFrom().voidItem()
                            : Uni.createFrom()
                                    .completionStage(() -> open.close().toCompletionStage());
                })
                .replaceWithVoid()
                .ifNoItem()
                .after(FAREWELL)
                .recoverWithItem((Void) null)
                .onFailure()
                .recoverWithNull();
    }
}
