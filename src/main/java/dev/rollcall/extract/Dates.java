package dev.rollcall.extract;

import java.time.LocalDate;
import java.util.Set;

/** Finds when something is due, in one language. */
abstract class Dates {

    /** What comes before them is a clause of its own, with or without a comma. */
    private static final Set<String> PROMISES = Set.of("i'll", "we'll");

    /** The words of a sentence, and where to stop reading; {@code day} is that of the meeting. */
    record Place(Sentence sentence, int end, LocalDate day) {

        String at(int place) {
            return place < end ? sentence.at(place) : "";
        }

        boolean says(int place, String... words) {
            return place + words.length <= end && sentence.says(place, words);
        }

        Due due(int from, int to, LocalDate date) {
            return new Due(sentence.text(from, to).replaceAll(",$", ""), date, from, to);
        }
    }

    /** The first day that is named in these words; where none is, the first words like "before the demo"; or null. */
    final Due find(Sentence sentence, int from, int to, LocalDate day) {
        Place place = new Place(sentence, to, day);
        Due vague = null;
        for (int i = from; i < to; i++) {
            Due due = at(place, i);
            if (due != null) {
                return due;
            }
            vague = vague == null ? vague(place, i) : vague;
        }
        return vague;
    }

    /** A day that begins here, with its preposition, or null. */
    abstract Due at(Place place, int from);

    /** Words that say when without a certain day, or null. */
    abstract Due vague(Place place, int from);

    /** Where the clause that begins here ends: at a pause, or after a few words. */
    static int endOfClause(Place place, int from, int longest) {
        int to = from;
        while (to < place.end() && to - from < longest && !PROMISES.contains(place.at(to))) {
            to++;
            if (place.sentence().word(to - 1).stop()) {
                break;
            }
        }
        return to;
    }
}
