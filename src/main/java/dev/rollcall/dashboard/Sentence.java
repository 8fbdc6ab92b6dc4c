package dev.rollcall.dashboard;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sentence in whose times the browser can put those of the viewer's zone: it was made for readers of UTC. */
final class Sentence {

    /** As the explanations write it: the date is left out of what is less than half a day away. */
    private static final Pattern TIME = Pattern.compile("(?:(\\d{4}-\\d\\d-\\d\\d) )?(\\d\\d:\\d\\d:\\d\\d) UTC");

    private static final Duration HALF_A_DAY = Duration.ofHours(12);

    /** @param at null for mere words */
    record Part(String text, Instant at) {}

    private Sentence() {}

    static List<Part> parts(String sentence, Instant now) {
        List<Part> parts = new ArrayList<>();
        Matcher time = TIME.matcher(sentence);
        int told = 0;
        while (time.find()) {
            if (time.start() > told) {
                parts.add(new Part(sentence.substring(told, time.start()), null));
            }
            parts.add(new Part(time.group(), moment(time.group(1), time.group(2), now)));
            told = time.end();
        }
        if (told < sentence.length()) {
            parts.add(new Part(sentence.substring(told), null));
        }
        return parts;
    }

    /** Null for what only looks like one: a sentence may quote a bot. */
    private static Instant moment(String date, String time, Instant now) {
        try {
            return date == null
                    ? nearest(LocalTime.parse(time), now)
                    : LocalDate.parse(date).atTime(LocalTime.parse(time)).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException noTime) {
            return null;
        }
    }

    private static Instant nearest(LocalTime time, Instant now) {
        Instant today = now.atOffset(ZoneOffset.UTC).toLocalDate().atTime(time).toInstant(ZoneOffset.UTC);
        Duration ahead = Duration.between(now, today);
        if (ahead.compareTo(HALF_A_DAY) > 0) {
            return today.minus(Duration.ofDays(1));
        }
        return ahead.compareTo(HALF_A_DAY.negated()) < 0 ? today.plus(Duration.ofDays(1)) : today;
    }
}
