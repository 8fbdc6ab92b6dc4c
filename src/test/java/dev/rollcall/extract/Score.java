package dev.rollcall.extract;

import dev.rollcall.extract.LabelledMeeting.Label;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * How well the extractor does on some meetings. An item is a hit when it stands in a line of the label, or in the line
 * beside one by the same speaker, and the shorter of the two shares at least half of its telling words with the other.
 * Every label is hit once at most, the best fitting pairs first. docs/extractor.md tells the same in more words.
 *
 * @param wordy the hits that hold at least half of the label's words, which are written to be understood alone
 */
record Score(int meetings, int labels, int found, int hits, int wordy, int owners, int dates) {

    private static final double OVERLAP = 0.5;

    static Score of(List<LabelledMeeting> meetings) {
        Score sum = new Score(0, 0, 0, 0, 0, 0, 0);
        for (LabelledMeeting meeting : meetings) {
            sum = sum.plus(of(meeting));
        }
        return sum;
    }

    private static Score of(LabelledMeeting meeting) {
        List<ActionItem> items =
                Extractor.extract(meeting.lines(), meeting.day()).items();
        Map<ActionItem, Label> hits = hits(meeting, items);
        int owners = (int) hits.entrySet().stream()
                .filter(hit ->
                        Objects.equals(hit.getKey().owner(), hit.getValue().owner()))
                .count();
        int dates = (int) hits.entrySet().stream()
                .filter(hit ->
                        Objects.equals(hit.getKey().dueDate(), hit.getValue().date()))
                .count();
        int wordy = (int) hits.entrySet().stream()
                .filter(hit -> covered(hit.getValue().what(), hit.getKey().what()) >= OVERLAP)
                .count();
        return new Score(1, meeting.labels().size(), items.size(), hits.size(), wordy, owners, dates);
    }

    private Score plus(Score other) {
        return new Score(
                meetings + other.meetings,
                labels + other.labels,
                found + other.found,
                hits + other.hits,
                wordy + other.wordy,
                owners + other.owners,
                dates + other.dates);
    }

    /** The best fitting pairs first. */
    static Map<ActionItem, Label> hits(LabelledMeeting meeting, List<ActionItem> items) {
        record Pair(ActionItem item, Label label, double overlap) {}
        List<Pair> pairs = new ArrayList<>();
        for (ActionItem item : items) {
            for (Label label : meeting.labels()) {
                // What stands in brackets explains; it may help, and is not to harm.
                String own = item.what().contains(" (")
                        ? item.what().substring(0, item.what().indexOf(" ("))
                        : item.what();
                double overlap = Math.max(overlap(label.what(), own), overlap(label.what(), item.what()));
                if (overlap >= OVERLAP && near(meeting, label, item.lineId())) {
                    pairs.add(new Pair(item, label, overlap));
                }
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::overlap).reversed());
        Map<ActionItem, Label> hits = new HashMap<>();
        for (Pair pair : pairs) {
            if (!hits.containsKey(pair.item()) && !hits.containsValue(pair.label())) {
                hits.put(pair.item(), pair.label());
            }
        }
        return hits;
    }

    private static boolean near(LabelledMeeting meeting, Label label, long line) {
        return label.lines().stream()
                .anyMatch(labelled -> labelled == line
                        || Math.abs(labelled - line) == 1
                                && Objects.equals(speaker(meeting, labelled), speaker(meeting, line)));
    }

    private static String speaker(LabelledMeeting meeting, long line) {
        return meeting.lines().get((int) line - 1).speaker();
    }

    /** The part of the shorter one that both have: 0 to 1. */
    private static double overlap(String label, String what) {
        return common(label, what)
                / Math.max(1, Math.min(stems(label).size(), stems(what).size()));
    }

    /** The part of the label that was found: 0 to 1. */
    private static double covered(String label, String what) {
        return common(label, what) / Math.max(1, stems(label).size());
    }

    private static double common(String label, String what) {
        Set<String> found = stems(what);
        return stems(label).stream().filter(found::contains).count();
    }

    private static Set<String> stems(String text) {
        List<Sentence> sentences = Sentences.of(List.of(new Line(1, null, 0, text, null)));
        return sentences.stream()
                .map(sentence -> Phrase.telling(sentence, 0, sentence.size()))
                .reduce(Set.of(), (one, other) -> {
                    Set<String> all = new java.util.HashSet<>(one);
                    all.addAll(other);
                    return all;
                });
    }

    double precision() {
        return found == 0 ? 0 : (double) hits / found;
    }

    double recall() {
        return labels == 0 ? 0 : (double) hits / labels;
    }

    double f1() {
        return found + labels == 0 ? 0 : 2.0 * hits / (found + labels);
    }

    double wordyF1() {
        return found + labels == 0 ? 0 : 2.0 * wordy / (found + labels);
    }

    double ownersRight() {
        return hits == 0 ? 0 : (double) owners / hits;
    }

    double datesRight() {
        return hits == 0 ? 0 : (double) dates / hits;
    }
}
