package dev.rollcall.event;

import dev.rollcall.access.HeldKeys.HeldKey;
import dev.rollcall.event.MeetingAccess.Authorized;
import dev.rollcall.meeting.MeetingKey;
import dev.rollcall.platform.Problem;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * One client's socket. Everything about it happens on its own event loop, one after the other: what a client asks next
 * is not read before its last wish is answered, and the next event is not read before it has taken the last one.
 */
final class LiveSocket implements Follower {

    private static final Logger LOG = Logger.getLogger(LiveSocket.class);

    /** Close codes: 44xx say what an HTTP status of xx would say. */
    static final short GOING_AWAY = 1001;

    static final short TOO_BIG = 1009;
    static final short UNKNOWN_KEY = 4401;
    static final short FORBIDDEN = 4403;
    static final short TOO_SLOW = 4408;
    static final short TOO_MANY = 4429;
    static final short FAILED = 4500;
    static final short UNAVAILABLE = 4503;

    /** For the close frame to be taken; who takes none by then is cut off without it. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final ServerWebSocket socket;
    private final Runnable cut;
    private final Context context;
    private final Executor loop;
    private final HeldKey key;
    private final MeetingAccess access;
    private final LiveConfig config;
    private final Set<MeetingKey> followed = new HashSet<>();
    private boolean followsAll = true;
    private boolean answers = true;
    private boolean gone;
    private Cancellable feed;

    /** @param cut ends the connection at once, whatever is still to be written */
    LiveSocket(
            ServerWebSocket socket,
            Runnable cut,
            Context context,
            HeldKey key,
            MeetingAccess access,
            LiveConfig config) {
        this.socket = socket;
        this.cut = cut;
        this.context = context;
        this.loop = task -> context.runOnContext(now -> task.run());
        this.key = key;
        this.access = access;
        this.config = config;
    }

    @Override
    public HeldKey key() {
        return key;
    }

    /** Sends what happens after this seq, and listens to the client. The socket must be paused until now. */
    void start(EventTail tail, long seq) {
        feed = tail.subscribe(key.userId(), seq)
                .emitOn(loop, 1)
                .filter(event -> event.type().equals(FeedEvent.STATUS_CHANGE))
                .onItem()
                .transformToUniAndConcatenate(this::tell)
                .subscribe()
                .with(told -> {}, this::fail);
        socket.exceptionHandler(failure -> close(TOO_BIG, "a frame is too big or broken"));
        socket.pongHandler(pong -> answers = true);
        socket.textMessageHandler(this::hear);
        socket.binaryMessageHandler(frame -> hear(""));
        socket.resume();
    }

    /** Called when the socket is closed, by whomever. */
    void stop() {
        gone = true;
        feed.cancel();
    }

    private Uni<Void> tell(FeedEvent event) {
        StatusMessage message = StatusMessage.of(event);
        if (followsAll) {
            return send(message.ofUser().mergeIn(message.ofMeeting()));
        }
        boolean wanted = followed.stream().anyMatch(meeting -> message.isOf(meeting));
        return wanted ? send(message.ofMeeting()) : Uni.createFrom().voidItem();
    }

    private void hear(String frame) {
        answers = true;
        socket.pause();
        answer(ClientFrame.of(frame)).emitOn(loop).subscribe().with(done -> socket.resume(), this::fail);
    }

    private Uni<Void> answer(ClientFrame frame) {
        if (frame instanceof ClientFrame.Ping) {
            return send(new JsonObject().put("type", "pong"));
        } else if (frame instanceof ClientFrame.Subscribe subscribe) {
            return follow(subscribe.meetings());
        } else if (frame instanceof ClientFrame.Unsubscribe unsubscribe) {
            return unfollow(unsubscribe.meetings());
        }
        var faulty = (ClientFrame.Faulty) frame;
        return error(faulty.error(), faulty.details());
    }

    private Uni<Void> follow(JsonArray wanted) {
        return access.of(key.userId(), wanted).emitOn(loop).onItemOrFailure().transformToUni((answer, failure) -> {
            if (failure != null) {
                return error("authorization_call_failed", "The meetings cannot be looked up at the moment.");
            }
            Uni<Void> errors = answer.errors().isEmpty()
                    ? Uni.createFrom().voidItem()
                    : error("invalid_subscribe_payload", new JsonArray(answer.errors()));
            return errors.chain(() -> follow(answer.authorized()));
        });
    }

    /** In one go: whatever happens after the client was told so is sent to it. */
    private Uni<Void> follow(List<Authorized> meetings) {
        if (followed.size() + meetings.size() > config.meetingsPerSocket()) {
            return error(
                    "invalid_subscribe_payload",
                    "One socket follows at most " + config.meetingsPerSocket() + " meetings.");
        }
        JsonArray told = new JsonArray();
        for (Authorized meeting : meetings) {
            followed.add(MeetingKey.of(meeting.platform(), meeting.nativeId()));
            followsAll = false;
            told.add(named(meeting.platform(), meeting.nativeId()));
        }
        return send(new JsonObject().put("type", "subscribed").put("meetings", told));
    }

    private Uni<Void> unfollow(JsonArray meetings) {
        JsonArray told = new JsonArray();
        for (int i = 0; i < meetings.size(); i++) {
            try {
                MeetingKey meeting = MeetingAccess.key(meetings.getValue(i));
                followed.remove(meeting);
                told.add(named(meeting.platform().wire(), meeting.nativeId()));
            } catch (Problem problem) {
                return error("invalid_unsubscribe_payload", "meetings[" + i + "]: " + problem.detail());
            }
        }
        return send(new JsonObject().put("type", "unsubscribed").put("meetings", told));
    }

    private static JsonObject named(String platform, String nativeId) {
        return new JsonObject().put("platform", platform).put("native_id", nativeId);
    }

    private Uni<Void> error(String word, Object details) {
        JsonObject frame = new JsonObject().put("type", "error").put("error", word);
        return send(details == null ? frame : frame.put("details", details));
    }

    /** Done when the frame is on its way to the client, and not only in a queue of ours. */
    private Uni<Void> send(JsonObject frame) {
        return Uni.createFrom()
                .deferred(() -> UniHelper.toUni(socket.writeTextMessage(frame.encode())))
                .ifNoItem()
                .after(config.sendTimeout())
                .fail()
                .emitOn(loop);
    }

    private void fail(Throwable failure) {
        if (failure instanceof TimeoutException) {
            close(TOO_SLOW, "too slow");
        } else if (!socket.isClosed()) {
            LOG.warnf(failure, "socket=failed user=%d", key.userId());
            close(FAILED, "failed");
        }
    }

    /** Asks whether the client is still there, unless it owes an answer: then it is not. */
    @Override
    public void check() {
        loop.execute(() -> {
            if (socket.isClosed()) {
                return;
            }
            if (answers) {
                answers = false;
                socket.writePing(Buffer.buffer());
            } else {
                close(TOO_SLOW, "no answer to a ping");
            }
        });
    }

    @Override
    public void lockOut() {
        close(UNKNOWN_KEY, "the key is not valid any more");
    }

    @Override
    public void goAway() {
        close(GOING_AWAY, "the service restarts");
    }

    private void close(short code, String reason) {
        close(socket, code, reason);
        context.owner().setTimer(FAREWELL.toMillis(), late -> loop.execute(this::cutOff));
    }

    /** Vert.x waits for ever for a close frame to be written, and a client that reads nothing lets it. */
    private void cutOff() {
        if (!gone) {
            cut.run();
        }
    }

    /** The contract's frame, then the close code. */
    static void refuse(ServerWebSocket socket, short code, String error) {
        socket.writeTextMessage(
                new JsonObject().put("type", "error").put("error", error).encode());
        close(socket, code, error);
    }

    private static void close(ServerWebSocket socket, short code, String reason) {
        if (!socket.isClosed()) {
            socket.close(code, reason);
            socket.resume(); // the client's own close frame is to be read
        }
    }
}
