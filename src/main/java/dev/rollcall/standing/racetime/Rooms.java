package dev.rollcall.standing.racetime;

import dev.rollcall.standing.ActionOutcome;
import dev.rollcall.standing.ActionOutcome.NotDone;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The rooms of one bot: one for each race of its category that is under way, up to a bound. */
final class Rooms {

    private final int most;
    private final Function<String, Room> opens;
    private final Surroundings around;
    private final Map<String, Room> rooms = new LinkedHashMap<>();
    private final Set<String> beyond = new HashSet<>();
    private final Set<String> ended = new HashSet<>();

    Rooms(int most, Function<String, Room> opens, Surroundings around) {
        this.most = most;
        this.opens = opens;
        this.around = around;
    }

    /** The races as just read. A room that is missing from them is looked at, and closed if its race is over. */
    void are(List<Race> current) {
        Set<String> listed = new HashSet<>();
        current.forEach(race -> listed.add(race.room()));
        new ArrayList<>(rooms.values())
                .stream().filter(room -> !listed.contains(room.name())).forEach(Room::look);
        ended.retainAll(listed); // the list lags behind what a room says of itself
        listed.removeAll(ended);
        listed.removeAll(rooms.keySet());
        beyond.clear();
        for (String name : listed) {
            if (rooms.size() < most) {
                Room room = opens.apply(name);
                rooms.put(name, room);
                room.look();
            } else {
                beyond.add(name);
            }
        }
    }

    int open() {
        return (int)
                rooms.values().stream().filter(room -> room.line().isOpen()).count();
    }

    /** Those that should be open: one that is being opened for the first time comes in when that has gone well or not. */
    int known() {
        return (int) rooms.values().stream()
                        .filter(room -> room.line().isTried())
                        .count()
                + beyond.size();
    }

    /** Null while there is none. */
    Verdict trouble() {
        for (Room room : rooms.values()) {
            if (room.line().trouble() != null) {
                return room.line().trouble();
            }
        }
        return beyond.isEmpty()
                ? null
                : Verdict.of(
                        Verdict.Meaning.CONNECTION_ERROR,
                        "too_many_rooms",
                        "The category has more races than the " + most + " that one bot opens"
                                + " (rollcall.racetime.max-rooms).");
    }

    /** With a new token: not all at the same moment. */
    void renew() {
        rooms.values()
                .forEach(room -> around.after(around.jitter(around.pacing().spread()), room.line()::renew));
    }

    /** Those that wait for a token: at once. */
    void renewNow() {
        rooms.values().forEach(room -> room.line().renew());
    }

    Future<ActionOutcome> act(String name, RoomAction action) {
        Room room = rooms.get(name.substring(name.indexOf('/') + 1));
        return room == null
                ? Future.succeededFuture(new NotDone(404, "The bot is in no room of this name."))
                : room.act(action);
    }

    Future<Void> remove(Room room) {
        rooms.remove(room.name());
        ended.add(room.name());
        return room.close();
    }

    Future<Void> close() {
        List<Future<Void>> all = new ArrayList<>();
        rooms.values().forEach(room -> all.add(room.close()));
        rooms.clear();
        beyond.clear();
        return Future.join(all).<Void>mapEmpty().otherwiseEmpty();
    }
}
