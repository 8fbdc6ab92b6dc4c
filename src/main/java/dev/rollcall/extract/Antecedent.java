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
        String said = "";
        for (int i = now - 1; i >= Math.max(0, now - 4); i--) {
            Sentence before = sentences.get(i);
            boolean tells = Phrase.telling(before, 0, before.size()).size() > 1;
            if (tells && words(said) + before.size() > Phrase.LONGEST && !said.isEmpty()) {
                break;
            }
            if (tells) {
                String text = before.text(0, Math.min(before.size(), Phrase.LONGEST));
                said = said.isEmpty() ? text : text + ". " + said;
            }
        }
        return said.isEmpty() ? "" : " (" + said + ")";
    }

    private static int words(String text) {
        return text.isEmpty() ? 0 : text.split(" ").length;
    }
}
