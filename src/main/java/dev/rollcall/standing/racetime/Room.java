package dev.rollcall.standing.racetime;

import dev.rollcall.standing.ActionOutcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** One race room: its race, what is said and done there, and the connection to it, for as long as the race goes on. */
final class Room implements RoomLine.End, RoomActions.Host {

    /** The bot that it belongs to. */
    interface Bot {

        AccessToken token();

        /** This token is refused in a room: get another, and renew the rooms. */
        void tokenRefused(AccessToken token);

        /** The bot's actions are refused with a new token too. */
        void denied(Verdict verdict);

        /** A room was opened, or has got into trouble. */
        void changed();

        /** The race is over, or there is none: the room is to be closed for good. */
        void over(Room room);
    }

    private final String name;
    private final RoomDoor door;
    private final Bot bot;
    private final Surroundings around;
    private final Hearing hearing;
    private final RoomActions actions;
    private final RoomLine line;
    private long version = -1;
    private boolean looking;
    private boolean over;
    private boolean closed;

    Room(String name, RoomDoor door, Bot bot, Hearing hearing, Surroundings around) {
        this.name = name;
        this.door = door;
        this.bot = bot;
        this.hearing = hearing;
        this.around = around;
        this.actions = new RoomActions(around, this);
        this.line = new RoomLine(door, this, around);
    }

    String name() {
        return name;
    }

    RoomLine line() {
        return line;
    }

    Future<ActionOutcome> act(RoomAction action) {
        return actions.add(action);
    }

    Future<Void> close() {
        closed = true;
        actions.close();
        return line.close();
    }

    /** Reads its race, and opens it if that is not over; does nothing while it is at it. */
    @Override
    public void look() {
        if (closed || looking) {
            return;
        }
        looking = true;
        door.race(name).onComplete(answer -> {
            looking = false;
            if (closed) {
                return;
            }
            if (answer.succeeded()) {
                read(answer.result());
            } else {
                line.notFound(around.classification().unanswered(Unanswered.of(answer.cause())));
            }
        });
    }

    private void read(Answer answer) {
        Race race = answer.status() == 200 && answer.json() != null ? Race.of(answer.json()) : null;
        if (answer.status() == 404 || race != null && race.isOver()) {
            bot.over(this);
        } else if (race == null) {
            line.notFound(around.classification().race(answer.status()));
        } else {
            line.open(race.path());
        }
    }

    @Override
    public void entered(RoomSocket socket, boolean again) {
        if (again) {
            socket.send(RoomAction.frame("gethistory")); // what was said while nothing was connected
        }
        bot.changed();
        actions.next();
    }

    @Override
    public void frame(RoomSocket socket, JsonObject frame) {
        String type = String.valueOf(Json.text(frame, "type"));
        hearing.frame(frame);
        actions.frame(socket, type, frame);
        switch (type) {
            case "race.data" -> raceData(frame);
            case "chat.message" -> hearing.message(frame);
            case "chat.history" -> hearing.history(frame);
            default -> {} // nothing that a bot has to know
        }
    }

    /** Frames may overtake each other, so only a version that rises counts. */
    private void raceData(JsonObject frame) {
        JsonObject json = Json.object(frame, "race");
        Race race = json == null ? null : Race.of(json);
        long seen = Json.number(frame, "version", race == null ? -1 : race.version());
        if (race == null || seen < version) {
            return;
        }
        version = seen;
        over = race.isOver();
        if (over && !actions.isUsing(line.socket())) {
            idle();
        }
    }

    @Override
    public void left(RoomSocket socket, int code) {
        actions.lost(socket, code);
    }

    @Override
    public boolean isUsing(RoomSocket socket) {
        return actions.isUsing(socket);
    }

    @Override
    public AccessToken token() {
        return bot.token();
    }

    @Override
    public void changed() {
        bot.changed();
    }

    @Override
    public RoomSocket socket() {
        return line.socket();
    }

    @Override
    public void tokenRefused(AccessToken token) {
        bot.tokenRefused(token);
    }

    @Override
    public void denied(Verdict verdict) {
        bot.denied(verdict);
    }

    @Override
    public void idle() {
        line.idle();
        if (over && !closed) {
            bot.over(this); // only now: the action that ended the race has its answer
        }
    }
}
