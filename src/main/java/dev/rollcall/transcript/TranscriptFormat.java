package dev.rollcall.transcript;

import dev.rollcall.platform.Problem;
import dev.rollcall.transcript.TranscriptApi.Line;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The forms in which a transcript can be had, and how each writes one segment. */
enum TranscriptFormat {
    JSON("json", "application/json"),

    /** {@code [00:01:02] Ada: Let us begin.} */
    TEXT("text", "text/plain;charset=utf-8") {
        @Override
        String cue(int number, Instant began, Line line) {
            return "[" + clock(offset(began, line.absoluteStartTime()), "") + "] " + spoken(line) + "\n";
        }
    },

    /** SubRip: players take it for the end of a cue when a line is empty, and for a time when it holds an arrow. */
    SRT("srt", "application/x-subrip;charset=utf-8") {
        @Override
        String cue(int number, Instant began, Line line) {
            return number + "\n" + times(began, line, ",") + "\n" + spoken(line).replace("-->", "->") + "\n\n";
        }
    },

    /** WebVTT (W3C), with the speaker as a voice. */
    VTT("vtt", "text/vtt;charset=utf-8") {
        @Override
        String head() {
            return "WEBVTT\n\n";
        }

        @Override
        String cue(int number, Instant began, Line line) {
            String voice = line.speaker() == null ? "" : "<v " + escaped(line.speaker()) + ">";
            return times(began, line, ".") + "\n" + voice + escaped(line.text()) + "\n\n";
        }
    };

    private static final Duration SHORTEST_CUE = Duration.ofMillis(1);

    private final String word;
    private final String mediaType;

    TranscriptFormat(String word, String mediaType) {
        this.word = word;
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    String head() {
        return "";
    }

    /**
     * @param number from 1
     * @param began when the first session began, which times count from
     */
    String cue(int number, Instant began, Line line) {
        throw new UnsupportedOperationException(this + " is written as objects");
    }

    /**
     * What a request wants: {@code format} counts more than Accept; JSON for whoever does not mind.
     *
     * @throws Problem 422 for a format that there is not, 406 for an Accept that none satisfies
     */
    static TranscriptFormat of(String format, List<MediaType> accepted) {
        if (format != null && !format.isBlank()) {
            String asked = format.strip().toLowerCase(Locale.ROOT);
            return Arrays.stream(values())
                    .filter(one -> one.word.equals(asked) || one == TEXT && asked.equals("txt"))
                    .findFirst()
                    .orElseThrow(() -> Problem.invalid("format", "format must be one of " + words() + "."));
        }
        return accepted.isEmpty()
                ? JSON
                : accepted.stream()
                        .flatMap(type -> Arrays.stream(values()).filter(one -> one.satisfies(type)))
                        .findFirst()
                        .orElseThrow(() -> Problem.of(406, "A transcript can be had as " + words() + "."));
    }

    private boolean satisfies(MediaType accepted) {
        return accepted.isCompatible(MediaType.valueOf(mediaType));
    }

    static String words() {
        return Arrays.stream(values()).map(one -> one.word).collect(Collectors.joining(", "));
    }

    private static String times(Instant began, Line line, String point) {
        Duration start = offset(began, line.absoluteStartTime());
        Duration end = offset(began, line.absoluteEndTime());
        Duration shown = end.compareTo(start.plus(SHORTEST_CUE)) < 0 ? start.plus(SHORTEST_CUE) : end;
        return clock(start, point) + " --> " + clock(shown, point);
    }

    private static Duration offset(Instant began, Instant moment) {
        Duration offset = Duration.between(began, moment);
        return offset.isNegative() ? Duration.ZERO : offset;
    }

    /** Hours, minutes and seconds, with milliseconds where there is a point to stand before them. */
    private static String clock(Duration time, String point) {
        String seconds = "%02d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
        return point.isEmpty() ? seconds : seconds + point + "%03d".formatted(time.toMillisPart());
    }

    private static String spoken(Line line) {
        String text = SegmentText.onOneLine(line.text());
        return line.speaker() == null ? text : SegmentText.onOneLine(line.speaker()) + ": " + text;
    }

    private static String escaped(String text) {
        return SegmentText.onOneLine(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
