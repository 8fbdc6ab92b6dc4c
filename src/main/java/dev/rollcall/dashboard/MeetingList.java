package dev.rollcall.dashboard;

import dev.rollcall.lifecycle.Status;
import dev.rollcall.meeting.MeetingSearch.Found;
import dev.rollcall.meeting.MeetingSearch.FoundPage;
import dev.rollcall.meeting.MeetingSearch.Wanted;
import dev.rollcall.meeting.Platform;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the list of meetings shows.
 *
 * @param search what is in the field; empty for nothing
 * @param self the address of just this list
 * @param first the address of its first page; null on that page
 * @param next the address of the next page; null on the last one
 */
record MeetingList(
        boolean ofAll,
        String search,
        List<Choice> statuses,
        List<Choice> platforms,
        boolean filtered,
        List<Line> meetings,
        boolean cutShort,
        String self,
        String first,
        String next) {

    record Choice(String value, String word, boolean chosen) {}

    /**
     * @param deadline what happens when its time is over; null when nothing does
     * @param lasted how long the bot was in the meeting; null for no time, and while it still is
     * @param outcome why it ended, in words; null while it lives, and when nobody said
     */
    record Line(Found meeting, Badge badge, String platform, String deadline, String lasted, String outcome) {

        private static Line of(Found meeting) {
            return new Line(
                    meeting,
                    Badge.of(meeting.status()),
                    FleetView.title(meeting.platform()),
                    Words.deadline(meeting.onDeadline()),
                    lasted(meeting),
                    outcome(meeting));
        }

        private static String outcome(Found meeting) {
            if (meeting.completionReason() != null) {
                return Words.plain(meeting.completionReason());
            }
            return meeting.failureStage() == null ? null : "while " + Words.plain(meeting.failureStage());
        }

        private static String lasted(Found meeting) {
            if (meeting.startTime() == null || meeting.endTime() == null) {
                return null;
            }
            Duration time = Duration.between(meeting.startTime(), meeting.endTime());
            if (time.toSeconds() <= 0) {
                return null;
            }
            if (time.toMinutes() == 0) {
                return time.toSeconds() + " s";
            }
            return time.toHours() == 0
                    ? time.toMinutes() + " min"
                    : time.toHours() + " h " + time.toMinutesPart() + " min";
        }
    }

    static MeetingList of(Wanted wanted, FoundPage page) {
        return new MeetingList(
                wanted.userId() == null,
                wanted.search() == null ? "" : wanted.search(),
                Arrays.stream(Status.values())
                        .map(status -> new Choice(
                                status.word(),
                                Badge.of(status).word(),
                                status.word().equals(wanted.status())))
                        .toList(),
                Arrays.stream(Platform.values())
                        .map(platform -> new Choice(
                                platform.wire(),
                                platform.title(),
                                platform.wire().equals(wanted.platform())))
                        .toList(),
                wanted.search() != null || wanted.status() != null || wanted.platform() != null,
                page.meetings().stream().map(Line::of).toList(),
                page.cutShort(),
                address(wanted, wanted.before()),
                wanted.before() == null ? null : address(wanted, null),
                page.next() == null ? null : address(wanted, page.next()));
    }

    private static String address(Wanted wanted, Long before) {
        String query = Stream.of(
                        parameter("search", wanted.search()),
                        parameter("status", wanted.status()),
                        parameter("platform", wanted.platform()),
                        parameter("before", before))
                .filter(parameter -> !parameter.isEmpty())
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? MeetingsPage.PATH : MeetingsPage.PATH + "?" + query;
    }

    private static String parameter(String name, Object value) {
        return value == null ? "" : name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8);
    }
}
