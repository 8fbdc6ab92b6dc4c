package dev.rollcall.extract;

import dev.rollcall.extract.Finding.Kind;
import java.util.Set;

/** "Mark said he'd …", "Anna should …": what is said of others. */
final class EnglishTold {

    private static final Set<String> MODALS = Set.of("will", "should", "must", "shall");

    private EnglishTold() {}

    /** What somebody who is named will do, should do, or has said that he does. */
    static Finding at(Sentence sentence, int place, Names names) {
        int next = place + 1;
        boolean said = Set.of("said", "says", "promised").contains(sentence.at(next));
        String person = names.personAt(sentence, place);
        String name = person == null && said ? names.anybodyAt(sentence, place) : person;
        if (name == null || name.equals(sentence.speaker())) {
            return null;
        }
        if (sentence.says(next, "promised", "to")) {
            return English.finding(Kind.RETOLD, name, sentence, next + 2, true);
        }
        if (said) {
            int clause = sentence.says(next + 1, "that") ? next + 2 : next + 1;
            int verb = Set.of("he'd", "he'll", "she'd", "she'll", "they'd", "they'll")
                            .contains(sentence.at(clause))
                    ? clause + 1
                    : Set.of("will", "would").contains(sentence.at(clause + 1)) ? clause + 2 : 0;
            return verb == 0 ? null : retold(name, sentence, verb);
        }
        if (MODALS.contains(sentence.at(next))) {
            return retold(name, sentence, next + 1);
        }
        boolean has = Set.of("needs", "has").contains(sentence.at(next)) && sentence.says(next + 1, "to");
        if (has) {
            return retold(name, sentence, next + 2);
        }
        return sentence.says(next, "is", "going", "to") ? retold(name, sentence, next + 3) : null;
    }

    private static Finding retold(String name, Sentence sentence, int after) {
        Finding finding = English.finding(Kind.RETOLD, name, sentence, after, true);
        boolean condition =
                sentence.words().stream().anyMatch(word -> word.lower().equals("if"));
        boolean nothing = finding == null || condition || EnglishWords.IDLE.contains(sentence.at(finding.from()));
        return nothing ? null : finding;
    }
}
