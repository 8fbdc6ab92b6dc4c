package dev.rollcall.standing.racetime;

import dev.rollcall.standing.racetime.PlayedRoom.Line;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the connections to a room show. */
final class RoomLines {

    private RoomLines() {}

    /** Any two that stood at the same moment. */
    static List<List<Line>> overlapping(PlayedRoom room) {
        List<List<Line>> pairs = new ArrayList<>();
        for (int i = 0; i < room.lines.size(); i++) {
            for (int k = i + 1; k < room.lines.size(); k++) {
                Line first = room.lines.get(i);
                Line second = room.lines.get(k);
                if (end(first).isAfter(second.opened)) {
                    pairs.add(List.of(first, second));
                }
            }
        }
        return pairs;
    }

    private static Instant end(Line line) {
        return line.closed == null ? Instant.MAX : line.closed;
    }
}
