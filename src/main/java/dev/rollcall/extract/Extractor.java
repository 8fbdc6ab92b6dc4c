package dev.rollcall.extract;

import java.time.LocalDate;
import java.util.List;

/** Finds the action items of a meeting by plain rules, and takes its summary from its own sentences. Pure. */
public final class Extractor {

    private Extractor() {}

    /**
     * Never throws, whatever was said and in whatever language; its time is proportional to the number of words.
     *
     * @param lines in the order in which they were said
     * @param meetingDay the day that "tomorrow" is told from
     */
    public static Extraction extract(List<Line> lines, LocalDate meetingDay) {
        List<Sentence> sentences = Sentences.of(lines);
        List<ActionItem> items = new Conversation(sentences, meetingDay).items();
        return new Extraction(Summary.of(sentences), items);
    }
}
