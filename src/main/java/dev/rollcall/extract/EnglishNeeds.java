package dev.rollcall.extract;

import dev.rollcall.extract.Finding.Kind;
import java.util.Set;

/** "We need to …", "let's …", "somebody should …". */
final class EnglishNeeds {

    private EnglishNeeds() {}

    /** What "we" or "somebody" is to do: it belongs to nobody yet. */
    static Finding at(Sentence sentence, int place) {
        boolean we = sentence.says(place, "we") || sentence.says(place, "we've");
        int obligation = we ? afterObligation(sentence, place + 1) : 0;
        if (obligation > 0) {
            return need(sentence, obligation, true);
        }
        boolean thing = we
                && sentence.says(place + 1, "need")
                && Set.of("a", "an", "another", "some").contains(sentence.at(place + 2));
        if (thing) {
            return English.finding(Kind.NEED, null, sentence, place + 1, false);
        }
        if (we && Set.of("should", "will").contains(sentence.at(place + 1))) {
            return need(sentence, place + 2, false);
        }
        if (sentence.says(place, "we'll")) {
            return need(sentence, place + 1, false);
        }
        if (sentence.says(place, "we're", "going", "to") || sentence.says(place, "we", "ought", "to")) {
            return need(sentence, place + 3, false);
        }
        if (sentence.says(place, "let's")) {
            boolean course = Set.of("have", "get", "make", "keep").contains(sentence.at(place + 1));
            return course ? null : need(sentence, place + 1, true);
        }
        boolean anybody = Set.of("someone", "somebody").contains(sentence.at(place));
        if (anybody && Set.of("should", "must").contains(sentence.at(place + 1))) {
            return need(sentence, place + 2, true);
        }
        boolean has =
                Set.of("needs", "has", "ought").contains(sentence.at(place + 1)) && sentence.says(place + 2, "to");
        return anybody && has ? need(sentence, place + 3, true) : null;
    }

    private static Finding need(Sentence sentence, int after, boolean sure) {
        Finding finding = English.finding(Kind.NEED, null, sentence, after, sure);
        return finding == null || EnglishWords.COURSE.contains(sentence.at(finding.from())) ? null : finding;
    }

    /** The place after "have to", "need to", "must"; or 0. */
    static int afterObligation(Sentence sentence, int place) {
        int at = EnglishWords.ADVERBS.contains(sentence.at(place)) ? place + 1 : place;
        boolean has = Set.of("have", "need", "got").contains(sentence.at(at)) && sentence.says(at + 1, "to");
        if (has) {
            return at + 2;
        }
        if (sentence.says(at, "have", "got", "to")) {
            return at + 3;
        }
        return sentence.says(at, "must") || sentence.says(at, "gotta") ? at + 1 : 0;
    }
}
