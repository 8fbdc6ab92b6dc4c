package dev.rollcall.extract;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;

/** Which day is meant, told from the day of the meeting. */
final class Days {

    /** How far a day may lie off, in whichever unit: what is further was misheard. */
    private static final int FURTHEST = 500;

    private static final int FIRST_YEAR = 2000;

    private Days() {}

    /** The first such day after the meeting. */
    static LocalDate coming(LocalDate day, DayOfWeek weekday) {
        return day.with(TemporalAdjusters.next(weekday));
    }

    /** Such a day of the next calendar week. */
    static LocalDate ofNextWeek(LocalDate day, DayOfWeek weekday) {
        return day.with(TemporalAdjusters.next(DayOfWeek.MONDAY)).with(TemporalAdjusters.nextOrSame(weekday));
    }

    /** The Friday of this week; on a weekend the day itself. */
    static LocalDate endOfWeek(LocalDate day) {
        return day.getDayOfWeek().getValue() > 5 ? day : day.with(TemporalAdjusters.nextOrSame(DayOfWeek.FRIDAY));
    }

    static LocalDate endOfNextWeek(LocalDate day) {
        return ofNextWeek(day, DayOfWeek.FRIDAY);
    }

    static LocalDate endOfMonth(LocalDate day) {
        return day.with(TemporalAdjusters.lastDayOfMonth());
    }

    static LocalDate endOfNextMonth(LocalDate day) {
        return endOfMonth(day.plusMonths(1));
    }

    static LocalDate endOfQuarter(LocalDate day) {
        return endOfMonth(day.plusMonths((12 - day.getMonthValue()) % 3));
    }

    static LocalDate endOfYear(LocalDate day) {
        return day.with(TemporalAdjusters.lastDayOfYear());
    }

    /** The last day of the next such month, this one included. */
    static LocalDate endOf(LocalDate day, int month) {
        LocalDate end = endOfMonth(LocalDate.of(day.getYear(), month, 1));
        return end.isBefore(day) ? endOfMonth(LocalDate.of(day.getYear() + 1, month, 1)) : end;
    }

    /** The next day with this number, or null if there is none soon. */
    static LocalDate ofMonth(LocalDate day, int number) {
        for (int months = 0; months < 3; months++) {
            LocalDate found = valid(
                    day.plusMonths(months).getYear(), day.plusMonths(months).getMonthValue(), number);
            if (found != null && !found.isBefore(day)) {
                return found;
            }
        }
        return null;
    }

    /** The next such day, or null if there is no such day. */
    static LocalDate of(LocalDate day, int month, int number) {
        LocalDate found = valid(day.getYear(), month, number);
        return found != null && found.isBefore(day) ? valid(day.getYear() + 1, month, number) : found;
    }

    static LocalDate in(LocalDate day, int count, Unit unit) {
        if (count < 0 || count > FURTHEST) {
            return null;
        }
        return switch (unit) {
            case PART_OF_DAY -> day;
            case DAY -> day.plusDays(count);
            case WEEK -> day.plusWeeks(count);
            case MONTH -> day.plusMonths(count);
        };
    }

    enum Unit {
        PART_OF_DAY,
        DAY,
        WEEK,
        MONTH
    }

    /** Null for the 31st of February, and for years before there were transcripts. */
    static LocalDate valid(int year, int month, int number) {
        if (year < FIRST_YEAR) {
            return null;
        }
        try {
            return LocalDate.of(year, month, number);
        } catch (DateTimeException noSuchDay) {
            return null;
        }
    }

    /** A day in figures: 2026-03-15 or 15.03.2026, or null. */
    static LocalDate figures(String word) {
        String[] iso = word.split("-");
        if (word.length() == 10 && iso.length == 3) {
            return valid(number(iso[0]), number(iso[1]), number(iso[2]));
        }
        String[] dotted = word.split("\\.");
        if (word.length() == 10 && dotted.length == 3) {
            return valid(number(dotted[2]), number(dotted[1]), number(dotted[0]));
        }
        return null;
    }

    /** A number of up to four figures, or -1. */
    static int number(String word) {
        if (word.isEmpty() || word.length() > 4 || !word.chars().allMatch(letter -> letter >= '0' && letter <= '9')) {
            return -1;
        }
        return Integer.parseInt(word);
    }
}
