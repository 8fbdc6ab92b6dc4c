package dev.rollcall.extract;

import dev.rollcall.extract.Sentence.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** Makes sentences of segments: what one speaker goes on with is joined, what holds several is split. */
final class Sentences {

    /** More words in one sentence than anybody says; what never ends is cut here, which bounds every rule. */
    private static final int LONGEST = 80;

    /** More letters than a word has: a bound for what is stored of it. */
    private static final int LONGEST_WORD = 60;

    private static final Set<String> FILLERS =
            Set.of("um", "uh", "uhm", "erm", "er", "hmm", "hm", "mhm", "э", "эм", "ээ", "эээ", "мм", "ммм");

    /** A line that ends with one of these is not over, whatever the recogniser thinks. */
    private static final Set<String> OPEN = Set.of(
            ("a an the to of in on at for by with from before after until and or but so because which i we you they"
                            + " he she will would can could should must is are was be my our your his her their this need"
                            + " if when last next about в на к до с из от для по о об и или но а что чтобы я мы ты вы"
                            + " он она надо нужно буду если когда у за")
                    .split(" "));

    private static final Set<String> ABBREVIATIONS = Set.of("mr", "mrs", "ms", "dr", "vs", "г", "т");

    /** What recognisers write over silence and music. */
    private static final Set<String> NOISE = Set.of(
            "thank you for watching",
            "thanks for watching",
            "subtitles by the community",
            "продолжение следует",
            "спасибо за просмотр",
            "субтитры сделал");

    private final List<Sentence> done = new ArrayList<>();
    private final List<Word> words = new ArrayList<>();
    private final boolean punctuated;
    private String speaker;
    private String language;
    private boolean clause = true;

    private Sentences(boolean punctuated) {
        this.punctuated = punctuated;
    }

    static List<Sentence> of(List<Line> lines) {
        List<Line> told = lines.stream()
                .filter(line -> line != null && line.text() != null && !noise(line.text()))
                .toList();
        long ended = told.stream().filter(line -> ends(line.text())).count();
        Sentences sentences = new Sentences(ended * 3 >= told.size());
        told.forEach(sentences::add);
        sentences.end(false);
        return sentences.done;
    }

    private static boolean noise(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        return plain.isEmpty()
                || plain.startsWith("[") && plain.endsWith("]")
                || NOISE.contains(plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain);
    }

    private static boolean ends(String text) {
        String plain = text.stripTrailing();
        return !plain.isEmpty() && isEnd(plain.charAt(plain.length() - 1));
    }

    private static boolean isEnd(char letter) {
        return letter == '.' || letter == '!' || letter == '?' || letter == '…';
    }

    private void add(Line line) {
        if (!goesOn(line)) {
            end(false);
        }
        speaker = line.speaker() == null || line.speaker().isBlank()
                ? null
                : line.speaker().strip();
        language = line.language();
        read(line);
    }

    private boolean goesOn(Line line) {
        if (words.isEmpty()) {
            return false;
        }
        String next = line.speaker() == null || line.speaker().isBlank()
                ? null
                : line.speaker().strip();
        return Objects.equals(speaker, next)
                && (punctuated && speaker != null
                        || OPEN.contains(words.get(words.size() - 1).lower()));
    }

    private void read(Line line) {
        String text = line.text().replace('’', '\'').replace('`', '\'');
        int at = 0;
        while (at < text.length()) {
            char letter = text.charAt(at);
            if (partOfWord(text, at)) {
                int end = at + 1;
                while (end < text.length() && partOfWord(text, end)) {
                    end++;
                }
                word(text.substring(at, shortened(text, at, end)), line.id());
                at = end;
            } else {
                if (isEnd(letter) && !afterAbbreviation(letter)) {
                    end(letter == '?');
                } else if (!Character.isWhitespace(letter) && !isEnd(letter) && letter != '"' && letter != '\'') {
                    pause();
                }
                at++;
            }
        }
    }

    /** Never between the two halves of a letter. */
    private static int shortened(String text, int from, int to) {
        int end = Math.min(to, from + LONGEST_WORD);
        return end < to && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    /** Letters and digits, and what stands between them: "don't", "3.5", "follow-up", "14:20". */
    private static boolean partOfWord(String text, int at) {
        char letter = text.charAt(at);
        if (Character.isLetterOrDigit(letter) || Character.isSurrogate(letter)) {
            return true;
        }
        boolean between = at > 0
                && at + 1 < text.length()
                && Character.isLetterOrDigit(text.charAt(at - 1))
                && Character.isLetterOrDigit(text.charAt(at + 1));
        return switch (letter) {
            case '\'', '-', '@', '_' -> between;
            case '.', ':', '/' -> between && Character.isDigit(text.charAt(at + 1));
            default -> false;
        };
    }

    private void word(String text, long line) {
        String lower = text.toLowerCase(Locale.ROOT).replace('ё', 'е');
        boolean again = !words.isEmpty()
                && !clause
                && words.get(words.size() - 1).lower().equals(lower);
        if (FILLERS.contains(lower) || again) {
            return;
        }
        if (words.size() >= LONGEST) {
            end(false);
        }
        words.add(new Word(text, lower, line, clause, false));
        clause = false;
    }

    private boolean afterAbbreviation(char letter) {
        return letter == '.'
                && !words.isEmpty()
                && ABBREVIATIONS.contains(words.get(words.size() - 1).lower());
    }

    private void pause() {
        if (!words.isEmpty()) {
            Word last = words.remove(words.size() - 1);
            words.add(new Word(last.text(), last.lower(), last.line(), last.clause(), true));
        }
        clause = true;
    }

    private void end(boolean question) {
        if (!words.isEmpty()) {
            done.add(new Sentence(speaker, List.copyOf(words), question, language()));
            words.clear();
        }
        clause = true;
    }

    /** The letters decide between the two languages; a transcription that names a third is believed. */
    private Language language() {
        String told = language == null ? "" : language.toLowerCase(Locale.ROOT);
        if (!told.isEmpty() && !told.startsWith("en") && !told.startsWith("ru")) {
            return Language.OTHER;
        }
        long cyrillic = words.stream()
                .filter(word -> Sentence.cyrillic(word.lower().charAt(0)))
                .count();
        return cyrillic * 2 > words.size() ? Language.RUSSIAN : Language.ENGLISH;
    }
}
