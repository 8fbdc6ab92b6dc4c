package dev.rollcall.standing.racetime;

import dev.rollcall.standing.ActionOutcome;
import dev.rollcall.standing.ActionOutcome.Done;
import dev.rollcall.standing.ActionOutcome.NotDone;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a room is told to do, one thing at a time, so that an error belongs to what was sent last. What is answered as done
 * has been dealt with by the room. A connection that breaks does not lose a message: it is sent again under the same guid,
 * which the server does not post twice.
 */
final class RoomActions {

    /** What it needs of its room. */
    interface Host {

        /** Null while none is open. */
        RoomSocket socket();

        /** The room refuses actions under this token. */
        void tokenRefused(AccessToken token);

        /** And under a new one too. */
        void denied(Verdict verdict);

        /** Nothing is under way any more. */
        void idle();
    }

    private static final int MOST_WAITING = 100;

    private static final NotDone NOT_CONNECTED =
            new NotDone(503, "The room is not connected at present; nothing was sent.");
    private static final NotDone TOO_MANY = new NotDone(503, "Too many actions wait for this room; nothing was sent.");
    private static final NotDone CLOSED =
            new NotDone(503, "The room's connection was closed; the action may or may not have been done.");
    private static final NotDone NO_ANSWER =
            new NotDone(504, "racetime.gg has not answered in time; the action may or may not have been done.");
    private static final NotDone BROKE_OFF = new NotDone(
            504, "The connection broke before racetime.gg answered; the action may or may not have been done.");
    private static final NotDone FAILED = new NotDone(502, "racetime.gg failed on this action; it is not repeated.");

    private final Surroundings around;
    private final Host host;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private Waiting current;
    private boolean closed;

    RoomActions(Surroundings around, Host host) {
        this.around = around;
        this.host = host;
    }

    Future<ActionOutcome> add(RoomAction action) {
        if (closed || waiting.size() >= MOST_WAITING) {
            return Future.succeededFuture(closed ? NOT_CONNECTED : TOO_MANY);
        }
        Waiting added = new Waiting(action);
        waiting.addLast(added);
        next();
        return added.outcome.future();
    }

    /** Sends what comes next, if it can be sent. */
    void next() {
        RoomSocket socket = host.socket();
        Waiting first = waiting.peekFirst();
        if (current != null
                || first == null
                || socket == null
                || socket.isOver()
                || socket.token() == first.refusedWith) {
            return;
        }
        current = waiting.pollFirst();
        current.sentOn = socket;
        current.answer = new JsonObject();
        current.errors.clear();
        socket.send(current.action.frame());
        socket.ping(this::dealtWith);
    }

    boolean isUsing(RoomSocket socket) {
        return current != null && current.sentOn == socket;
    }

    void frame(RoomSocket socket, String type, JsonObject frame) {
        if (!isUsing(socket)) {
            return;
        }
        if ("error".equals(type)) {
            current.errors.addAll(Json.texts(frame, "errors"));
            current.failed = true;
        } else if (type.equals(current.action.answer())) {
            current.answer = frame; // the last one before the pong: others may have come by themselves
        }
    }

    void lost(RoomSocket socket, int code) {
        if (!isUsing(socket)) {
            return;
        }
        Waiting cut = current;
        current = null;
        if (code == Classification.SERVER_FAILED) {
            cut.settle(FAILED); // to send it again would break the room's connection again
        } else if (cut.action.isRepeatable()) {
            again(cut);
        } else {
            cut.settle(BROKE_OFF);
        }
        goOn();
    }

    void close() {
        closed = true;
        if (current != null) {
            current.settle(CLOSED);
            current = null;
        }
        waiting.forEach(each -> each.settle(each.sentOn == null ? NOT_CONNECTED : CLOSED));
        waiting.clear();
    }

    private void dealtWith() {
        if (current == null) {
            return;
        }
        Waiting done = current;
        current = null;
        if (!done.failed) {
            done.settle(new Done(done.answer));
        } else {
            refused(done, around.classification().refused(done.errors, done.refusedWith != null));
        }
        goOn();
    }

    private void refused(Waiting refused, Verdict verdict) {
        switch (verdict.meaning()) {
            case REFRESH_TOKEN -> {
                refused.refusedWith = refused.sentOn.token();
                refused.action = refused.action.renewed();
                again(refused);
                host.tokenRefused(refused.refusedWith);
            }
            case AUTH_FAILED -> {
                refused.settle(new NotDone(409, verdict.sentence()));
                host.denied(verdict);
            }
            default -> refused.settle(new NotDone(409, "racetime.gg refuses it: " + verdict.sentence()));
        }
    }

    private void again(Waiting cut) {
        cut.failed = false;
        if (!cut.settled) {
            waiting.addFirst(cut);
        }
    }

    private void goOn() {
        if (current == null) {
            host.idle();
        }
        next();
    }

    private final class Waiting {

        final Promise<ActionOutcome> outcome = Promise.promise();
        final List<String> errors = new ArrayList<>();
        final long deadline;
        RoomAction action;
        RoomSocket sentOn;
        AccessToken refusedWith;
        JsonObject answer;
        boolean failed;
        boolean settled;

        Waiting(RoomAction action) {
            this.action = action;
            this.deadline = around.after(around.pacing().action(), this::expire);
        }

        /** What is under way keeps its place until the room has dealt with it, or its error would be laid to the next. */
        private void expire() {
            waiting.remove(this);
            settle(sentOn == null ? NOT_CONNECTED : NO_ANSWER);
            next();
        }

        void settle(ActionOutcome how) {
            settled = true;
            around.vertx().cancelTimer(deadline);
            outcome.tryComplete(how);
        }
    }
}
