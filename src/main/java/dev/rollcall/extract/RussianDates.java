package dev.rollcall.extract;

import dev.rollcall.extract.Days.Unit;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Set;

/** «до пятницы», «завтра утром», «к двадцатому ноября», «через две недели», «после отпуска». */
final class RussianDates extends Dates {

    private static final Set<String> PREPOSITIONS = Set.of("до", "к", "ко", "в", "во", "на", "с", "через", "за", "от");

    private static final Set<String> PARTS_OF_A_DAY =
            Set.of("утром", "днем", "вечером", "ночью", "утра", "вечера", "обеда", "вечеру", "обеду", "утру");

    /** After these it is still today. */
    private static final Set<String> TODAY = Set.of("обеда", "встречи", "созвона", "собрания", "звонка", "планерки");

    private static final Set<String> VAGUE = Set.of("позже", "потом", "скоро", "немедленно", "срочно");

    private static final Set<String> SUBORDINATE = Set.of("когда", "после", "перед", "как", "пока");

    @Override
    Due at(Place place, int from) {
        int core = PREPOSITIONS.contains(place.at(from)) ? from + 1 : from;
        boolean preposition = core > from;
        Due due = core(place, core, preposition);
        return due == null ? null : place.due(from, due.to(), due.date());
    }

    private static Due core(Place place, int i, boolean preposition) {
        String word = place.at(i);
        LocalDate day = place.day();
        if (word.isEmpty()) {
            return null;
        }
        if (Days.figures(word) != null) {
            return place.due(i, i + 1, Days.figures(word));
        }
        if (preposition && RussianCalendar.weekday(word) != null) {
            return withPart(place, i, i + 1, Days.coming(day, RussianCalendar.weekday(word)));
        }
        if (preposition && word.startsWith("следующ")) {
            return next(place, i);
        }
        return switch (word) {
            case "сегодня" -> withPart(place, i, i + (place.says(i + 1, "же") ? 2 : 1), day);
            case "завтра" -> withPart(place, i, i + 1, day.plusDays(1));
            case "послезавтра" -> withPart(place, i, i + 1, day.plusDays(2));
            case "вечером", "днем" -> place.due(i, i + 1, day);
            case "вечера", "вечеру", "обеда", "обеду" -> preposition ? place.due(i, i + 1, day) : null;
            case "после" -> TODAY.contains(place.at(i + 1)) ? place.due(i, i + 2, day) : null;
            case "этой" -> place.says(i + 1, "неделе") ? place.due(i, i + 2, Days.endOfWeek(day)) : null;
            case "выходные", "выходных" ->
                preposition ? place.due(i, i + 1, Days.coming(day.minusDays(1), DayOfWeek.SATURDAY)) : null;
            case "конца", "концу", "конце", "середины", "середине" -> endOf(place, i);
            default -> counted(place, i, preposition);
        };
    }

    private static Due withPart(Place place, int from, int to, LocalDate date) {
        int at = PREPOSITIONS.contains(place.at(to)) || place.at(to).equals("после") ? to + 1 : to;
        return place.due(from, PARTS_OF_A_DAY.contains(place.at(at)) ? at + 1 : to, date);
    }

    private static Due next(Place place, int i) {
        String word = place.at(i + 1);
        LocalDate day = place.day();
        if (word.startsWith("недел")) {
            return place.due(i, i + 2, Days.endOfNextWeek(day));
        }
        if (word.startsWith("месяц")) {
            return place.due(i, i + 2, Days.endOfNextMonth(day));
        }
        DayOfWeek weekday = RussianCalendar.weekday(word);
        return weekday == null ? null : withPart(place, i, i + 2, Days.ofNextWeek(day, weekday));
    }

    private static Due endOf(Place place, int i) {
        boolean next = place.at(i + 1).startsWith("следующ");
        boolean middle = place.at(i).startsWith("середин");
        int at = i + (next || Set.of("этого", "этой").contains(place.at(i + 1)) ? 2 : 1);
        String unit = place.at(at);
        LocalDate day = place.day();
        LocalDate date = switch (unit) {
            case "дня" -> day;
            case "недели" -> {
                LocalDate friday = next ? Days.endOfNextWeek(day) : Days.endOfWeek(day);
                yield middle ? friday.minusDays(2) : friday;
            }
            case "месяца" -> next ? Days.endOfNextMonth(day) : Days.endOfMonth(day);
            case "квартала" -> Days.endOfQuarter(day);
            case "года" -> Days.endOfYear(day);
            default -> RussianCalendar.month(unit) > 0 ? Days.endOf(day, RussianCalendar.month(unit)) : null;
        };
        return date == null ? null : place.due(i, at + 1, date);
    }

    /** What begins with a number: «через две недели», «15 марта», «двадцать пятого сентября». */
    private static Due counted(Place place, int i, boolean preposition) {
        String word = place.at(i);
        LocalDate day = place.day();
        if (i > 0 && place.sentence().at(i - 1).equals("через")) {
            Unit alone = RussianCalendar.unit(word);
            if (alone != null) {
                return place.due(i, i + 1, Days.in(day, 1, alone));
            }
            Unit unit = RussianCalendar.unit(place.at(i + 1));
            int count = RussianCalendar.NUMBERS.getOrDefault(word, Days.number(word));
            return unit == null || count < 0 ? null : place.due(i, i + 2, Days.in(day, count, unit));
        }
        int tens = RussianCalendar.TENS.indexOf(word.endsWith("ь") ? word.substring(0, word.length() - 1) : "") + 2;
        int ordinal = RussianCalendar.ordinal(tens > 1 ? place.at(i + 1) : word);
        boolean compound = tens > 1 && ordinal > 0 && ordinal < 10;
        int number = compound ? tens * 10 + ordinal : Math.max(RussianCalendar.ordinal(word), Days.number(word));
        int after = compound ? i + 2 : i + 1;
        int month = RussianCalendar.month(place.at(after));
        if (number < 1 || number > 31) {
            return null;
        }
        if (month > 0) {
            return place.due(i, after + 1, Days.of(day, month, number));
        }
        boolean numbered = place.at(after).equals("числа") || ordinal > 0 && word.endsWith("го");
        return (preposition || compound) && numbered
                ? place.due(i, place.at(after).equals("числа") ? after + 1 : after, Days.ofMonth(day, number))
                : null;
    }

    @Override
    Due vague(Place place, int from) {
        String word = place.at(from);
        if (from > 0 && SUBORDINATE.contains(word) && from + 1 < place.end()) {
            boolean how = word.equals("как") && !place.sentence().word(from).clause();
            return how ? null : place.due(from, endOfClause(place, from, 6), null);
        }
        return VAGUE.contains(word) ? place.due(from, from + 1, null) : null;
    }
}
