package dev.rollcall.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A transcript as somebody wrote it down: a line for each who speaks, with a name or without, with a time or without, as
 * in {@code [00:01:05] Ada: Let us begin.} Pure.
 */
final class GivenText {

    private static final Pattern TIME =
            Pattern.compile("^\\[?(?:(\\d{1,3}):)?(\\d{1,2}):(\\d{2})(?:[.,]\\d{1,3})?]?\\s+");

    /** Up to four words before a colon and a blank: a longer one is a sentence. */
    private static final Pattern SPEAKER =
            Pattern.compile("^([\\p{Lu}\\p{Lo}][\\p{L}\\p{N}.'’()_-]{0,40}(?: [\\p{L}\\p{N}.'’()_-]{1,40}){0,3}):\\s+");

    /** More in one piece would tell nobody where a task was said. */
    private static final int LONGEST_LINE = 400;

    /** Beyond this nobody waits for its end. */
    private static final int LONGEST_SENTENCE = 2_000;

    private static final String ENDS = ".!?…";
    private static final String ENDS_WITHOUT_BLANK = "。！？";

    private GivenText() {}

    static List<Spoken> words(String text) {
        List<Spoken> words = new ArrayList<>();
        double time = 0;
        for (String written : text.split("\\R")) {
            String line = written.strip();
            Matcher clock = TIME.matcher(line);
            if (clock.find()) {
                time = seconds(clock);
                line = line.substring(clock.end());
            }
            Matcher name = SPEAKER.matcher(line);
            String speaker = name.find() ? name.group(1) : null;
            for (String piece : pieces(speaker == null ? line : line.substring(name.end()))) {
                words.add(new Spoken(time, time, speaker, piece, null));
            }
        }
        return words;
    }

    private static double seconds(Matcher clock) {
        int hours = clock.group(1) == null ? 0 : Integer.parseInt(clock.group(1));
        return hours * 3600 + Integer.parseInt(clock.group(2)) * 60 + Integer.parseInt(clock.group(3));
    }

    /** Whole sentences, as many as fit; whole words, where no sentence ends. */
    private static List<String> pieces(String line) {
        List<String> pieces = new ArrayList<>();
        int begin = 0;
        int sentence = 0;
        int word = 0;
        for (int i = 0; i < line.length(); i++) {
            if (endsSentence(line, i)) {
                sentence = i + 1;
            } else if (line.charAt(i) == ' ') {
                word = i + 1;
            }
            int length = i + 1 - begin;
            int cut = length >= LONGEST_LINE && sentence > begin
                    ? sentence
                    : length < LONGEST_SENTENCE ? begin : word > begin ? word : i + 1;
            if (cut > begin) {
                pieces.add(line.substring(begin, cut).strip());
                begin = cut;
            }
        }
        pieces.add(line.substring(begin).strip());
        return pieces.stream().filter(piece -> !piece.isEmpty()).toList();
    }

    private static boolean endsSentence(String line, int place) {
        char c = line.charAt(place);
        boolean last = place + 1 == line.length() || line.charAt(place + 1) == ' ';
        return ENDS.indexOf(c) >= 0 && last || ENDS_WITHOUT_BLANK.indexOf(c) >= 0;
    }
}
