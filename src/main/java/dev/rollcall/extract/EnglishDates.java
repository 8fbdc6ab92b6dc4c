package dev.rollcall.extract;

import dev.rollcall.extract.Days.Unit;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/** "by Friday", "tomorrow morning", "the 17th of March", "in two weeks", "before the demo". */
final class EnglishDates extends Dates {

    private static final Set<String> PREPOSITIONS =
            Set.of("by", "until", "till", "before", "on", "at", "for", "within", "in", "from", "around", "of");

    /** "Put it in tomorrow": these belong to the verb then. */
    private static final Set<String> LOOSE = Set.of("in", "at", "of", "from", "around");

    private static final Set<String> ALONE = Set.of("today", "tomorrow", "tonight");

    private static final Set<String> FILLING =
            Set.of("the", "this", "early", "late", "later", "mid", "coming", "right");

    private static final Set<String> PARTS_OF_A_DAY =
            Set.of("morning", "noon", "afternoon", "evening", "night", "lunchtime", "midday");

    private static final Set<String> VAGUE = Set.of("later", "soon", "afterwards", "asap", "immediately", "eventually");

    private static final Set<String> SUBORDINATE = Set.of("before", "after", "until", "once", "when");

    @Override
    Due at(Place place, int from) {
        int core = from;
        while (core - from < 3 && (PREPOSITIONS.contains(place.at(core)) || FILLING.contains(place.at(core)))) {
            core++;
        }
        for (int i = core; i >= from; i--) {
            Due due = core(place, i);
            if (due != null) {
                boolean loose = LOOSE.contains(place.at(from)) && i > from && ALONE.contains(place.at(i));
                return place.due(loose ? i : from, due.to(), due.date());
            }
        }
        return null;
    }

    private Due core(Place place, int i) {
        String word = place.at(i);
        LocalDate day = place.day();
        if (Days.figures(word) != null) {
            return place.due(i, i + 1, Days.figures(word));
        }
        if (EnglishCalendar.WEEKDAYS.containsKey(word)) {
            return withPart(place, i, i + 1, Days.coming(day, EnglishCalendar.WEEKDAYS.get(word)));
        }
        return switch (word) {
            case "today" -> withPart(place, i, i + 1, day);
            case "tonight", "eod", "cob" -> place.due(i, i + 1, day);
            case "noon", "midday" -> place.due(i, i + 1, day);
            case "lunch", "lunchtime" -> before(place, i, "after", "before") ? place.due(i - 1, i + 1, day) : null;
            case "tomorrow" -> withPart(place, i, i + 1, day.plusDays(1));
            case "day" -> place.says(i, "day", "after", "tomorrow") ? place.due(i, i + 3, day.plusDays(2)) : null;
            case "next" -> next(place, i);
            case "morning", "afternoon", "evening" -> before(place, i, "this") ? place.due(i, i + 1, day) : null;
            case "week" -> before(place, i, "this") ? place.due(i, i + 1, Days.endOfWeek(day)) : null;
            case "month" -> before(place, i, "this") ? place.due(i, i + 1, Days.endOfMonth(day)) : null;
            case "weekend" -> place.due(i, i + 1, Days.coming(day.minusDays(1), DayOfWeek.SATURDAY));
            case "end", "middle", "beginning" -> partOf(place, i);
            case "after" -> afterMeeting(place, i);
            default -> counted(place, i);
        };
    }

    private static boolean before(Place place, int i, String... words) {
        return i > 0 && List.of(words).contains(place.sentence().at(i - 1));
    }

    private static Due withPart(Place place, int from, int to, LocalDate date) {
        int end = PARTS_OF_A_DAY.contains(place.at(to)) ? to + 1 : to;
        boolean noon = "before".equals(place.at(end)) && PARTS_OF_A_DAY.contains(place.at(end + 1));
        return place.due(from, noon ? end + 2 : end, date);
    }

    private static Due next(Place place, int i) {
        String word = place.at(i + 1);
        LocalDate day = place.day();
        if (EnglishCalendar.WEEKDAYS.containsKey(word)) {
            return withPart(place, i, i + 2, Days.ofNextWeek(day, EnglishCalendar.WEEKDAYS.get(word)));
        }
        return switch (word) {
            case "week" -> place.due(i, i + 2, Days.endOfNextWeek(day));
            case "month" -> place.due(i, i + 2, Days.endOfNextMonth(day));
            default -> null;
        };
    }

    /** "end of the month", "middle of next week", "end of June". */
    private static Due partOf(Place place, int i) {
        int at = place.says(i + 1, "of") ? i + 2 : i + 1;
        while (Set.of("the", "this", "business").contains(place.at(at))) {
            at++;
        }
        LocalDate day = place.day();
        boolean next = "next".equals(place.at(at));
        boolean middle = "middle".equals(place.at(i));
        String unit = place.at(next ? at + 1 : at);
        LocalDate date = switch (unit) {
            case "day" -> day;
            case "week" -> {
                LocalDate friday = next ? Days.endOfNextWeek(day) : Days.endOfWeek(day);
                yield middle ? friday.minusDays(2) : friday;
            }
            case "month" -> next ? Days.endOfNextMonth(day) : Days.endOfMonth(day);
            case "quarter" -> Days.endOfQuarter(day);
            case "year" -> Days.endOfYear(day);
            default ->
                EnglishCalendar.MONTHS.contains(unit)
                        ? Days.endOf(day, EnglishCalendar.MONTHS.indexOf(unit) + 1)
                        : null;
        };
        return date == null ? null : place.due(i, next ? at + 2 : at + 1, date);
    }

    /** "After the call" is the same day; "after the release" is some day. */
    private static Due afterMeeting(Place place, int i) {
        int from = before(place, i, "right", "directly", "straight") ? i - 1 : i;
        boolean here = Set.of("this", "the").contains(place.at(i + 1));
        if (here && Set.of("meeting", "call").contains(place.at(i + 2))) {
            return place.due(from, i + 3, place.day());
        }
        boolean over = place.at(i + 2).isEmpty() || place.sentence().word(i + 1).stop();
        return place.says(i, "after", "this") && over ? place.due(from, i + 2, place.day()) : null;
    }

    /** What begins with a number or a month: "in two weeks", "15 March", "March 15", "the 20th". */
    private static Due counted(Place place, int i) {
        LocalDate day = place.day();
        String word = place.at(i);
        Unit unit = EnglishCalendar.UNITS.get(place.at(i + 1));
        int count = Math.max(Days.number(word), EnglishCalendar.NUMBERS.indexOf(word));
        if (unit != null && before(place, i, "in", "within") && count > 0) {
            return place.due(i, i + 2, Days.in(day, count, unit));
        }
        if (unit != null
                && before(place, i, "in", "within")
                && Set.of("a", "an").contains(word)) {
            return place.due(i, i + 2, Days.in(day, 1, unit));
        }
        int month = EnglishCalendar.MONTHS.indexOf(word) + 1;
        if (month > 0 && place.sentence().word(i).capital()) {
            int number = EnglishCalendar.numberOfDay(place, i + 1);
            if (number > 0) {
                return place.due(i, i + 2, Days.of(day, month, number));
            }
            return before(place, i, "in", "by", "before", "until") ? place.due(i, i + 1, Days.endOf(day, month)) : null;
        }
        return dayOfMonth(place, i);
    }

    private static Due dayOfMonth(Place place, int i) {
        int number = EnglishCalendar.numberOfDay(place, i);
        if (number < 0) {
            return null;
        }
        int at = i + (EnglishCalendar.ORDINALS.contains(place.at(i + 1)) && number > 20 ? 2 : 1);
        int of = place.says(at, "of") ? at + 1 : at;
        int month = EnglishCalendar.MONTHS.indexOf(place.at(of)) + 1;
        if (month > 0) {
            return place.due(i, of + 1, Days.of(place.day(), month, number));
        }
        boolean ordinal =
                Days.number(place.at(i)) < 0 && Character.isDigit(place.at(i).charAt(0));
        return ordinal && before(place, i, "the") ? place.due(i, i + 1, Days.ofMonth(place.day(), number)) : null;
    }

    @Override
    Due vague(Place place, int from) {
        String word = place.at(from);
        if (place.says(from, "as", "soon", "as")) {
            return place.due(from, endOfClause(place, from, 9), null);
        }
        if (SUBORDINATE.contains(word) && from + 1 < place.end()) {
            return place.due(from, endOfClause(place, from, 7), null);
        }
        boolean nextOne = (word.equals("by") || word.equals("until") || word.equals("for"))
                && (place.says(from + 1, "the", "next") || place.says(from + 1, "next"));
        if (nextOne) {
            return place.due(from, endOfClause(place, from, 4), null);
        }
        return VAGUE.contains(word) ? place.due(from, from + 1, null) : null;
    }
}
