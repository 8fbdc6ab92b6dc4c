package dev.rollcall.extract;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The people of a meeting: its speakers, and who is called by a name in it. */
final class Names {

    /** Capital letters that are no people. */
    private static final Set<String> OTHERS = Set.of(
            ("i i'm i'll i'd i've monday tuesday wednesday thursday friday saturday sunday january february march"
                            + " april may june july august september october november december english russian easter"
                            + " christmas ok okay mr mrs doctor")
                    .split(" "));

    private final Map<String, String> speakers = new HashMap<>();
    private final Map<String, String> mentioned = new HashMap<>();

    Names(Collection<Sentence> sentences) {
        sentences.stream()
                .map(Sentence::speaker)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(this::speaker);
        sentences.forEach(this::mentions);
    }

    /** Called by the first name, by the whole one, or by the last; the first speaker of a name keeps it. */
    private void speaker(String name) {
        String plain = plain(name);
        speakers.putIfAbsent(plain, name);
        Arrays.stream(plain.split("\\s+"))
                .filter(part -> part.length() > 1)
                .forEach(part -> speakers.putIfAbsent(part, name));
    }

    /** A capital letter in the middle of a sentence. */
    private void mentions(Sentence sentence) {
        for (int i = 1; i < sentence.size(); i++) {
            Word word = sentence.word(i);
            boolean name = word.capital()
                    && word.text().length() > 2
                    && !word.text().equals(word.text().toUpperCase(Locale.ROOT));
            if (name && !OTHERS.contains(word.lower())) {
                mentioned.putIfAbsent(word.lower(), word.text());
            }
        }
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('ё', 'е');
    }

    /** The speaker who is called so, or null. */
    String speakerAt(Sentence sentence, int place) {
        return sentence.at(place).isEmpty() || !sentence.word(place).capital()
                ? null
                : speakers.get(sentence.at(place));
    }

    /** The speaker or the one who is only spoken of, or null. */
    String personAt(Sentence sentence, int place) {
        String speaker = speakerAt(sentence, place);
        if (speaker != null || sentence.at(place).isEmpty()) {
            return speaker;
        }
        return sentence.word(place).capital() ? mentioned.get(sentence.at(place)) : null;
    }

    /** Whoever stands here with a capital letter, where the words around it already tell that it is a person. */
    String anybodyAt(Sentence sentence, int place) {
        Word word = sentence.word(place);
        boolean name = word.capital() && !EnglishWords.EMPTY.contains(word.lower()) && !OTHERS.contains(word.lower());
        return name ? word.text() : null;
    }

    /** The speaker who is called by name at the beginning or the end of a sentence, between pauses; or null. */
    String called(Sentence sentence) {
        for (int i = 0; i < sentence.size(); i++) {
            Word word = sentence.word(i);
            boolean alone = word.clause() && (word.stop() || i == sentence.size() - 1);
            String name = alone || sentence.size() == 1 ? speakerAt(sentence, i) : null;
            if (name != null && !name.equals(sentence.speaker())) {
                return name;
            }
        }
        return null;
    }
}
