package dev.rollcall.extract;

import dev.rollcall.extract.Finding.Kind;
import java.util.Set;

/** "I'll …", "I have to …", "we need to …", "Anna will …": what people say that will be done. */
final class EnglishPromises {

    private static final Set<String> DRINKS = Set.of("coffee", "tea", "lunch", "water", "breakfast", "dinner");

    private static final Set<String> MODALS = Set.of("will", "should", "must", "shall");

    private EnglishPromises() {}

    static Finding at(Sentence sentence, int place, Names names) {
        Finding own = own(sentence, place, names);
        if (own != null) {
            return own;
        }
        Finding common = common(sentence, place);
        return common != null ? common : told(sentence, place, names);
    }

    /** What the speaker says of himself. */
    private static Finding own(Sentence sentence, int place, Names names) {
        int will = afterWill(sentence, place);
        if (will > 0) {
            return promise(sentence, will, names);
        }
        if (sentence.says(place, "i") || sentence.says(place, "i've")) {
            int obligation = afterObligation(sentence, place + 1);
            if (obligation > 0) {
                Finding finding = English.finding(Kind.PROMISE, null, sentence, obligation, true);
                return finding == null || EnglishWords.PRIVATE.contains(sentence.at(finding.from())) ? null : finding;
            }
        }
        if (sentence.says(place, "i", "can") || sentence.says(place, "i", "could")) {
            Finding offer = English.finding(Kind.OFFER, null, sentence, place + 2, false);
            return offer == null || EnglishWords.IDLE.contains(sentence.at(offer.from())) ? null : offer;
        }
        if (sentence.says(place, "i", "should", "have")) {
            return English.finding(Kind.PROMISE, null, sentence, place + 2, false);
        }
        if (sentence.says(place, "let", "me")) {
            Finding finding = English.finding(Kind.PROMISE, null, sentence, place + 2, false);
            return finding == null || sentence.says(finding.from(), "know") ? null : finding;
        }
        boolean get = Set.of("have", "get", "hear", "receive").contains(sentence.at(place + 1));
        if (sentence.says(place, "you'll") && get && !sentence.says(place + 2, "to")) {
            return English.finding(Kind.PROMISE, null, sentence, place + 1, false);
        }
        boolean takes = sentence.says(place, "i", "take") || sentence.says(place, "i'm", "taking");
        return takes && Set.of("the", "that", "it", "this", "care").contains(sentence.at(place + 2))
                ? English.finding(Kind.PROMISE, null, sentence, place + 1, true)
                : null;
    }

    /** The place after "I'll", "I will", "I'm going to"; or 0. */
    private static int afterWill(Sentence sentence, int place) {
        if (sentence.says(place, "i'll")) {
            return place + 1;
        }
        if (sentence.says(place, "i", "will")
                || sentence.says(place, "i", "shall")
                || sentence.says(place, "i'm", "gonna")) {
            return place + 2;
        }
        if (sentence.says(place, "i'm", "going", "to") || sentence.says(place, "i", "promise", "to")) {
            return place + 3;
        }
        return sentence.says(place, "i", "am", "going", "to") ? place + 4 : 0;
    }

    private static Finding promise(Sentence sentence, int after, Names names) {
        int verb = English.verb(sentence, after);
        if (sentence.says(verb, "have", "to") || sentence.says(verb, "need", "to")) {
            verb = English.verb(sentence, verb + 2);
        }
        String helper = sentence.says(verb, "have") ? names.personAt(sentence, verb + 1) : null;
        if (helper != null) {
            return English.finding(Kind.RETOLD, helper, sentence, verb + 2, true);
        }
        if (verb < 0 || idle(sentence, verb)) {
            return null;
        }
        boolean thinks = sentence.says(verb, "think");
        return English.finding(Kind.PROMISE, null, sentence, verb, !thinks);
    }

    private static boolean idle(Sentence sentence, int verb) {
        String word = sentence.at(verb);
        String next = sentence.at(verb + 1);
        if (word.equals("go") || word.equals("come") || word.equals("start")) {
            return !Set.of("through", "over", "up", "on", "with").contains(next);
        }
        if (word.equals("keep") || word.equals("move")) {
            return next.isEmpty() || next.equals("on") || word.equals("keep") && next.endsWith("ing");
        }
        if (word.equals("tell") || word.equals("ask") || word.equals("show")) {
            return next.equals("you");
        }
        if (word.equals("share")) {
            return sentence.says(verb + 1, "my", "screen");
        }
        if (word.equals("get") || word.equals("grab") || word.equals("make")) {
            return sentence.words().stream().anyMatch(other -> DRINKS.contains(other.lower()));
        }
        return EnglishWords.IDLE.contains(word);
    }

    /** The place after "have to", "need to", "must"; or 0. */
    private static int afterObligation(Sentence sentence, int place) {
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

    /** What "we" or "somebody" is to do: it belongs to nobody yet. */
    private static Finding common(Sentence sentence, int place) {
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
        if (we && Set.of("should", "will", "could").contains(sentence.at(place + 1))) {
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

    /** What somebody who is named will do, should do, or has said that he does. */
    private static Finding told(Sentence sentence, int place, Names names) {
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
