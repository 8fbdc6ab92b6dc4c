package dev.rollcall.standing.racetime;

import dev.rollcall.standing.ConnectionBackoff;
import dev.rollcall.standing.racetime.Verdict.Meaning;
import io.vertx.core.Future;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * The connection to a room, opened again whenever it breaks. There is one, or for a moment two when a new token replaces
 * the old.
 */
final class RoomLine implements RoomSocket.Listener {

    /** The room at our end. */
    interface End {

        AccessToken token();

        /** A connection stands. */
        void entered(RoomSocket socket, boolean again);

        void frame(RoomSocket socket, JsonObject frame);

        /** This connection has ended. */
        void left(RoomSocket socket, int code);

        /** Whether an answer is still due on this connection. */
        boolean isUsing(RoomSocket socket);

        /** Trouble has come or gone. */
        void changed();

        /** Read the race: it may be over. */
        void look();
    }

    private final RoomDoor door;
    private final End end;
    private final Surroundings around;
    private final Changeover changeover;
    private String path;
    private RoomSocket current;
    private ConnectionBackoff backoff;
    private Verdict trouble;
    private long timer = -1;
    private boolean opening;
    private boolean everOpen;
    private boolean closed;

    RoomLine(RoomDoor door, End end, Surroundings around) {
        this.door = door;
        this.end = end;
        this.around = around;
        this.changeover = new Changeover(around, end::isUsing);
        this.backoff = ConnectionBackoff.of(around.pacing().room());
    }

    /** Null while there is none. */
    RoomSocket socket() {
        return current;
    }

    /** Also while it is opened again after its usual lifetime: that is no trouble. */
    boolean isOpen() {
        return everOpen && trouble == null && !closed;
    }

    boolean isTried() {
        return everOpen || trouble != null;
    }

    /** Null while there is none. */
    Verdict trouble() {
        return trouble;
    }

    /** At once the first time, and after a pause whenever it has failed before. */
    void open(String path) {
        this.path = path;
        if (current == null) {
            later(this::open, backoff.pause(around.random()));
        }
    }

    /** Opens a second connection with the new token; the first is left when the second stands. */
    void renew() {
        if (!closed && current != null && current.token() != end.token()) {
            open();
        }
    }

    /** The race could not be read: it is read again after a pause. */
    void notFound(Verdict verdict) {
        if (current == null) {
            lost(verdict);
            later(end::look, backoff.pause(around.random()));
        }
    }

    /** No answer is due any more: the old connection may go. */
    void idle() {
        changeover.close();
    }

    Future<Void> close() {
        closed = true;
        later(null, Duration.ZERO);
        Future<Void> first = current == null ? Future.succeededFuture() : current.close();
        return Future.join(first, changeover.close()).mapEmpty();
    }

    private void open() {
        if (closed || opening) {
            return;
        }
        opening = true;
        AccessToken token = end.token();
        door.open(path, token).onComplete(opened -> {
            opening = false;
            if (opened.succeeded()) {
                entered(opened.result(), token);
            } else if (!closed) {
                notOpened(opened.cause());
            }
        });
    }

    private void entered(WebSocket socket, AccessToken token) {
        if (closed) {
            socket.close();
            return;
        }
        later(null, Duration.ZERO);
        RoomSocket old = current;
        current = new RoomSocket(around, socket, token, this);
        changeover.leave(old);
        backoff = backoff.opened(around.clock().instant());
        trouble = null;
        boolean again = everOpen;
        everOpen = true;
        end.entered(current, again);
        renew(); // a newer token may have come meanwhile
    }

    private void notOpened(Throwable failure) {
        Verdict verdict = failure instanceof UpgradeRejectedException refused
                ? around.classification().handshake(refused.getStatus())
                : around.classification().handshakeUnanswered(Unanswered.of(failure));
        if (current != null) {
            later(
                    this::renew,
                    around.pacing().ping().plus(around.jitter(around.pacing().spread())));
            return; // the old connection still stands
        }
        boolean first = trouble == null || trouble.meaning() != verdict.meaning();
        lost(verdict);
        if (verdict.meaning() != Meaning.ROOM_GONE) {
            later(this::open, backoff.pause(around.random()));
        } else if (first) {
            end.look();
        } else {
            later(end::look, backoff.pause(around.random()));
        }
    }

    private void lost(Verdict verdict) {
        backoff = backoff.lost(around.clock().instant());
        trouble = verdict;
        end.changed();
    }

    @Override
    public void frame(RoomSocket socket, JsonObject frame) {
        end.frame(socket, frame);
    }

    @Override
    public void pong(RoomSocket socket) {
        if (socket == current) {
            backoff = backoff.ponged();
        }
    }

    @Override
    public void ended(RoomSocket socket, int code, Verdict verdict) {
        boolean mattered = socket == current;
        if (mattered) {
            current = null;
        }
        end.left(socket, code);
        if (!mattered || closed) {
            return;
        }
        if (verdict.meaning() == Meaning.ROUTINE) {
            later(this::open, around.jitter(around.pacing().room().first()));
        } else {
            lost(verdict);
            later(this::open, backoff.pause(around.random()));
        }
    }

    private void later(Runnable what, Duration pause) {
        if (timer >= 0) {
            around.vertx().cancelTimer(timer);
            timer = -1;
        }
        if (what != null && !closed) {
            timer = around.after(pause, () -> {
                timer = -1;
                what.run();
            });
        }
    }
}
