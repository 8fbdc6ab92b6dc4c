package dev.rollcall.extract;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A sentence of one speaker, wherever the segments were cut.
 *
 * @param speaker null when nobody knows
 * @param words at least one
 */
record Sentence(String speaker, List<Word> words, boolean question, Language language) {

    enum Language {
        ENGLISH,
        RUSSIAN,
        OTHER
    }

    int size() {
        return words.size();
    }

    /** The word at this place in small letters, or nothing beyond either end. */
    String at(int place) {
        return place >= 0 && place < words.size() ? words.get(place).lower() : "";
    }

    Word word(int place) {
        return words.get(place);
    }

    /** Whether these words stand here, one after the other. */
    boolean says(int place, String... expected) {
        for (int i = 0; i < expected.length; i++) {
            if (!at(place + i).equals(expected[i])) {
                return false;
            }
        }
        return true;
    }

    String text(int from, int to) {
        return words.subList(from, to).stream()
                .map(word -> word.stop() ? word.text() + "," : word.text())
                .collect(Collectors.joining(" "));
    }

    boolean sameSpeaker(Sentence other) {
        return speaker != null && speaker.equals(other.speaker);
    }

    static boolean cyrillic(int letter) {
        return letter >= 0x0400 && letter <= 0x04FF;
    }

    /** Words stay out of logs. */
    @Override
    public String toString() {
        return "Sentence[words=" + words.size() + ", language=" + language + "]";
    }
}
