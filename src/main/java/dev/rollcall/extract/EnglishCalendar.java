package dev.rollcall.extract;

import static java.util.Map.entry;

import dev.rollcall.extract.Days.Unit;
import java.time.DayOfWeek;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The English names of days, months and numbers. */
final class EnglishCalendar {

    private EnglishCalendar() {}

    static final Map<String, DayOfWeek> WEEKDAYS = Map.of(
            "monday", DayOfWeek.MONDAY,
            "tuesday", DayOfWeek.TUESDAY,
            "wednesday", DayOfWeek.WEDNESDAY,
            "thursday", DayOfWeek.THURSDAY,
            "friday", DayOfWeek.FRIDAY,
            "saturday", DayOfWeek.SATURDAY,
            "sunday", DayOfWeek.SUNDAY);

    static final List<String> MONTHS = List.of(
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december");

    static final List<String> NUMBERS = List.of(
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve");

    static final List<String> ORDINALS = List.of(
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth");

    static final Map<String, Unit> UNITS = Map.ofEntries(
            entry("minute", Unit.PART_OF_DAY),
            entry("minutes", Unit.PART_OF_DAY),
            entry("hour", Unit.PART_OF_DAY),
            entry("hours", Unit.PART_OF_DAY),
            entry("day", Unit.DAY),
            entry("days", Unit.DAY),
            entry("week", Unit.WEEK),
            entry("weeks", Unit.WEEK),
            entry("month", Unit.MONTH),
            entry("months", Unit.MONTH));

    /** 15, 15th, fifteenth, twenty third: 1 to 31, or -1. */
    static int numberOfDay(Dates.Place place, int i) {
        String word = place.at(i);
        if (ORDINALS.contains(word)) {
            return ORDINALS.indexOf(word) + 1;
        }
        int small = ORDINALS.indexOf(place.at(i + 1)) + 1;
        if (word.equals("twenty") && small > 0 && small < 10) {
            return 20 + small;
        }
        if (word.equals("thirty") && small == 1) {
            return 31;
        }
        boolean ending =
                word.length() > 2 && Set.of("st", "nd", "rd", "th").contains(word.substring(word.length() - 2));
        int number = Days.number(ending ? word.substring(0, word.length() - 2) : word);
        return number >= 1 && number <= 31 ? number : -1;
    }
}
