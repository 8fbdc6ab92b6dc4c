package dev.rollcall.extract;

import dev.rollcall.extract.Days.Unit;
import java.time.DayOfWeek;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The Russian names of days, months and numbers, in every case. */
final class RussianCalendar {

    private RussianCalendar() {}

    /** By how they begin, whatever the case. */
    static final Map<String, DayOfWeek> WEEKDAYS = Map.of(
            "понедельник", DayOfWeek.MONDAY,
            "вторник", DayOfWeek.TUESDAY,
            "сред", DayOfWeek.WEDNESDAY,
            "четверг", DayOfWeek.THURSDAY,
            "пятниц", DayOfWeek.FRIDAY,
            "суббот", DayOfWeek.SATURDAY,
            "воскресень", DayOfWeek.SUNDAY);

    static final List<String> MONTHS = List.of(
            "январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр");

    static final Set<String> ENDINGS =
            Set.of("", "а", "у", "е", "я", "ю", "ь", "и", "ы", "ом", "ем", "ей", "ой", "й", "ям", "ам");

    static final List<String> TENS = List.of("двадцат", "тридцат");

    static final List<String> ORDINALS = List.of(
            "перв",
            "втор",
            "трет",
            "четверт",
            "пят",
            "шест",
            "седьм",
            "восьм",
            "девят",
            "десят",
            "одиннадцат",
            "двенадцат",
            "тринадцат",
            "четырнадцат",
            "пятнадцат",
            "шестнадцат",
            "семнадцат",
            "восемнадцат",
            "девятнадцат",
            "двадцат");

    static final Set<String> OF_AN_ORDINAL = Set.of("ое", "ого", "ому", "ье", "ьего", "ьему", "ем", "ом", "ьем");

    static final Map<String, Integer> NUMBERS = numbers();

    static Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        String[] words = ("один одну два две три четыре пять шесть семь восемь девять десять пару").split(" ");
        int[] values = {1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 2};
        for (int i = 0; i < words.length; i++) {
            numbers.put(words[i], values[i]);
        }
        return Map.copyOf(numbers);
    }

    static Unit unit(String word) {
        return switch (word) {
            case "час", "часа", "часов", "полчаса", "минут", "минуты" -> Unit.PART_OF_DAY;
            case "день", "дня", "дней" -> Unit.DAY;
            case "неделю", "недели", "недель", "недельку" -> Unit.WEEK;
            case "месяц", "месяца", "месяцев" -> Unit.MONTH;
            default -> null;
        };
    }

    static DayOfWeek weekday(String word) {
        return WEEKDAYS.entrySet().stream()
                .filter(day -> word.startsWith(day.getKey())
                        && ENDINGS.contains(word.substring(day.getKey().length())))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    static int month(String word) {
        for (int i = 0; i < MONTHS.size(); i++) {
            String month = MONTHS.get(i);
            if (word.startsWith(month)
                    && Set.of("а", "я", "ь", "е", "ю", "у").contains(word.substring(month.length()))) {
                return i + 1;
            }
        }
        return 0;
    }

    static int ordinal(String word) {
        for (int i = 0; i < ORDINALS.size(); i++) {
            String begins = ORDINALS.get(i);
            if (word.startsWith(begins) && OF_AN_ORDINAL.contains(word.substring(begins.length()))) {
                return i + 1;
            }
        }
        return -1;
    }
}
