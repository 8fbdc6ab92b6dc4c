package dev.rollcall.extract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A few sentences of the meeting itself, those whose words are said most often in it. It understands nothing: it is
 * there to tell one meeting from another.
 */
final class Summary {

    private static final int MOST_SENTENCES = 5;

    /** Letters, so that a page can show it beside others. */
    private static final int LONGEST = 800;

    private static final int FEWEST_WORDS = 5;

    private static final int MOST_WORDS = 40;

    private Summary() {}

    static String of(List<Sentence> sentences) {
        List<Integer> candidates = new ArrayList<>();
        List<Set<String>> stems = new ArrayList<>();
        Map<String, Double> weights = new HashMap<>();
        for (int i = 0; i < sentences.size(); i++) {
            Sentence sentence = sentences.get(i);
            Set<String> telling = Phrase.telling(sentence, 0, sentence.size());
            stems.add(telling);
            telling.forEach(stem -> weights.merge(stem, 1.0, Double::sum));
            if (!sentence.question() && sentence.size() >= FEWEST_WORDS && sentence.size() <= MOST_WORDS) {
                candidates.add(i);
            }
        }
        Set<Integer> chosen = new TreeSet<>();
        int wanted = Math.min(MOST_SENTENCES, 1 + candidates.size() / 8);
        while (chosen.size() < wanted && !candidates.isEmpty()) {
            Integer best = candidates.stream()
                    .max(Comparator.comparingDouble(place -> weight(stems.get(place), weights)))
                    .orElseThrow();
            candidates.remove(best);
            chosen.add(best);
            // What has been said need not be said again.
            stems.get(best).forEach(stem -> weights.merge(stem, 0.2, (old, factor) -> old * factor));
        }
        return text(sentences, chosen);
    }

    /** Long sentences do not win by their length alone. */
    private static double weight(Set<String> stems, Map<String, Double> weights) {
        double sum = stems.stream().mapToDouble(weights::get).sum();
        return sum / Math.sqrt(3.0 + stems.size());
    }

    private static String text(List<Sentence> sentences, Set<Integer> chosen) {
        StringBuilder text = new StringBuilder();
        for (int place : chosen) {
            Sentence sentence = sentences.get(place);
            String words = sentence.text(0, sentence.size());
            String said = (sentence.speaker() == null ? "" : sentence.speaker() + ": ") + words + ".";
            if (text.length() + said.length() >= LONGEST) {
                break;
            }
            text.append(text.isEmpty() ? "" : " ").append(said);
        }
        return text.toString();
    }
}
