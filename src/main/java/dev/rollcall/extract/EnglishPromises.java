package dev.rollcall.extract;

import dev.rollcall.extract.Finding.Kind;
import java.util.Set;

/** "I'll …", "I have to …", "I can …": what people say that they will do. */
final class EnglishPromises {

    private static final Set<String> DRINKS = Set.of("coffee", "tea", "lunch", "water", "breakfast", "dinner");

    private static final Set<String> HABITS = Set.of("every", "usually", "normally", "generally", "often", "whenever");

    /** What "I'm …ing" tells of the moment, not of a plan. */
    private static final Set<String> STATES = Set.of(
            "going",
            "waiting",
            "looking",
            "having",
            "being",
            "thinking",
            "hoping",
            "wondering",
            "feeling",
            "trying",
            "saying",
            "talking",
            "sitting",
            "coming",
            "leaving",
            "getting",
            "taking",
            "listening",
            "kidding",
            "not");

    private EnglishPromises() {}

    static Finding at(Sentence sentence, int place, Names names) {
        Finding own = own(sentence, place, names);
        if (own != null) {
            return own;
        }
        Finding common = EnglishNeeds.at(sentence, place);
        return common != null ? common : EnglishTold.at(sentence, place, names);
    }

    /** What the speaker says of himself. */
    private static Finding own(Sentence sentence, int place, Names names) {
        if (sentence.words().stream().anyMatch(word -> HABITS.contains(word.lower()))) {
            return null;
        }
        int will = afterWill(sentence, place);
        if (will > 0) {
            return promise(sentence, will, names);
        }
        if (sentence.says(place, "i") || sentence.says(place, "i've")) {
            int obligation = EnglishNeeds.afterObligation(sentence, place + 1);
            if (obligation > 0) {
                Finding finding = English.finding(Kind.PROMISE, null, sentence, obligation, true);
                return finding == null || EnglishWords.PRIVATE.contains(sentence.at(finding.from())) ? null : finding;
            }
        }
        if (sentence.says(place, "i", "can") || sentence.says(place, "i", "could")) {
            Finding offer = English.finding(Kind.OFFER, null, sentence, place + 2, false);
            return offer == null || EnglishWords.IDLE.contains(sentence.at(offer.from())) ? null : offer;
        }
        boolean happy = sentence.says(place + 1, "happy", "to") || sentence.says(place + 1, "glad", "to");
        if (happy && sentence.says(place, "i'm")) {
            return English.finding(Kind.OFFER, null, sentence, place + 3, false);
        }
        if (sentence.says(place, "i", "should", "have")) {
            return English.finding(Kind.PROMISE, null, sentence, place + 2, false);
        }
        if (sentence.says(place, "i", "want", "to") || sentence.says(place, "i'd", "like", "to")) {
            Finding wish = English.finding(Kind.PROMISE, null, sentence, place + 3, false);
            return wish == null || EnglishWords.PRIVATE.contains(sentence.at(wish.from())) ? null : wish;
        }
        boolean doing = sentence.says(place, "i'm")
                && sentence.at(place + 1).endsWith("ing")
                && !STATES.contains(sentence.at(place + 1));
        if (doing) {
            return English.finding(Kind.PROMISE, null, sentence, place + 1, false);
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
        boolean lets = sentence.says(verb, "have") || sentence.says(verb, "get") && sentence.says(verb + 2, "to");
        String helper = lets ? names.personAt(sentence, verb + 1) : null;
        if (helper != null) {
            return English.finding(
                    Kind.RETOLD, helper, sentence, sentence.says(verb, "get") ? verb + 3 : verb + 2, true);
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
        if (word.equals("let")) {
            return next.equals("you") && !sentence.says(verb + 2, "know");
        }
        if (word.equals("share")) {
            return sentence.says(verb + 1, "my", "screen");
        }
        if (word.equals("get") || word.equals("grab") || word.equals("make")) {
            return sentence.words().stream().anyMatch(other -> DRINKS.contains(other.lower()));
        }
        return EnglishWords.IDLE.contains(word);
    }
}
