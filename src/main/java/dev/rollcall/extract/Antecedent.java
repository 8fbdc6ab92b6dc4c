package dev.rollcall.extract;

import java.util.List;

/** What "it" may be: what stands before it, or the last sentence that says something. */
final class Antecedent {

    private final List<Sentence> sentences;

    Antecedent(List<Sentence> sentences) {
        this.sentences = sentences;
    }

    /** In brackets, or empty. */
    String of(Finding finding, int now) {
        Sentence same = sentences.get(now);
        int clause = finding.lead();
        while (clause > 0 && !same.word(clause).clause()) {
            clause--;
        }
        if (Phrase.telling(same, 0, clause).size() > 1) {
            return " (" + same.text(0, Math.min(clause, Phrase.LONGEST)).replaceAll(",$", "") + ")";
        }
        for (int i = now - 1; i >= Math.max(0, now - 3); i--) {
            Sentence before = sentences.get(i);
            if (Phrase.telling(before, 0, before.size()).size() > 2) {
                return " (" + before.text(0, Math.min(before.size(), Phrase.LONGEST)) + ")";
            }
        }
        return "";
    }
}
