package dev.rollcall.dashboard;

import dev.rollcall.lifecycle.Status;
import dev.rollcall.meeting.MeetingApi.HistoryRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A step of the way from the order to the end, for a line of progress.
 *
 * @param state done, now, skipped or ahead
 * @param at when it was reached; null when it was not, or when the history is no longer kept
 */
record Stage(Badge badge, String state, Instant at) {

    private static final List<Status> WAY =
            List.of(Status.REQUESTED, Status.JOINING, Status.AWAITING_ADMISSION, Status.ACTIVE);

    /** Of the newest bot: a meeting that was continued began anew. Empty for a status of an older system. */
    static List<Stage> of(String status, List<HistoryRow> history) {
        Optional<Status> now = Status.of(status);
        if (now.isEmpty()) {
            return List.of();
        }
        Map<Status, Instant> reached = reached(history);
        List<Status> way = new ArrayList<>(WAY);
        if (now.get() == Status.STOPPING || reached.containsKey(Status.STOPPING)) {
            way.add(Status.STOPPING);
        }
        way.add(now.get().terminal() ? now.get() : Status.COMPLETED);
        return way.stream().map(stage -> stage(stage, now.get(), way, reached)).toList();
    }

    private static Stage stage(Status stage, Status now, List<Status> way, Map<Status, Instant> reached) {
        Badge badge = Badge.of(stage);
        boolean before = way.indexOf(stage) < way.indexOf(now);
        if (stage == now) {
            return new Stage(badge, "now", reached.get(stage));
        }
        if (before) {
            return new Stage(badge, reached.containsKey(stage) ? "done" : "skipped", reached.get(stage));
        }
        return new Stage(stage == Status.COMPLETED ? over(badge) : badge, "ahead", null);
    }

    /** How it will end is not known. */
    private static Badge over(Badge badge) {
        return new Badge(badge.look(), "Over", "The bot has left.");
    }

    private static Map<Status, Instant> reached(List<HistoryRow> history) {
        Map<Status, Instant> reached = new EnumMap<>(Status.class);
        for (HistoryRow row : history) {
            if (row.kind().equals("transition") || row.kind().equals("implied")) {
                Status.of(row.to()).ifPresent(status -> {
                    if (status == Status.REQUESTED) {
                        reached.clear();
                    }
                    reached.putIfAbsent(status, row.timestamp());
                });
            }
        }
        return reached;
    }
}
