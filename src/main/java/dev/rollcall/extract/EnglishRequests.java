package dev.rollcall.extract;

import dev.rollcall.extract.Finding.Kind;
import java.util.Set;

/** "Can you …", "please …", "Anna, write …", "action item: …": what somebody else is asked to do. */
final class EnglishRequests {

    private static final Set<String> CAN = Set.of("can", "could", "will", "would");

    private static final Set<String> ANYBODY =
            Set.of("someone", "somebody", "anyone", "anybody", "everyone", "everybody");

    private EnglishRequests() {}

    static Finding at(Sentence sentence, int place, Names names) {
        Finding marked = marked(sentence, place);
        if (marked != null) {
            return marked;
        }
        Finding asked = asked(sentence, place, names);
        if (asked != null) {
            return asked;
        }
        Finding reminded = reminded(sentence, place);
        return reminded != null ? reminded : ordered(sentence, place, names);
    }

    /** "Action item: …", "TODO: …". */
    private static Finding marked(Sentence sentence, int place) {
        int to = sentence.says(place, "action", "item")
                        || sentence.says(place, "action", "point")
                        || sentence.says(place, "next", "step")
                        || sentence.says(place, "to", "do")
                ? place + 2
                : sentence.says(place, "todo") || sentence.says(place, "to-do") || sentence.says(place, "follow-up")
                        ? place + 1
                        : 0;
        boolean followed = to > 0 && to < sentence.size() && sentence.word(to).clause();
        return followed ? English.finding(Kind.NEED, null, sentence, to, true) : null;
    }

    private static Finding asked(Sentence sentence, int place, Names names) {
        boolean can = CAN.contains(sentence.at(place));
        if (sentence.says(place + 1, "you", "mind") && Set.of("would", "do").contains(sentence.at(place))) {
            return request(sentence, place + 3, true);
        }
        if (can && sentence.says(place + 1, "you") && !opinion(sentence, place)) {
            return request(sentence, place + 2, true);
        }
        if (can && ANYBODY.contains(sentence.at(place + 1))) {
            Finding finding = request(sentence, place + 2, true);
            return finding == null
                    ? null
                    : new Finding(Kind.NEED, null, finding.from(), finding.from(), finding.to(), true);
        }
        String name = can && sentence.question() ? names.personAt(sentence, place + 1) : null;
        if (name != null) {
            return English.finding(Kind.REQUEST, name, sentence, place + 2, true);
        }
        if (sentence.question() && (sentence.says(place, "should", "i") || sentence.says(place, "shall", "i"))) {
            return English.finding(Kind.OFFER, null, sentence, place + 2, false);
        }
        Finding wanted = wanted(sentence, place);
        if (wanted != null) {
            return wanted;
        }
        boolean wish = sentence.says(place + 1, "you", "to")
                && Set.of("want", "need", "like").contains(sentence.at(place));
        return wish ? request(sentence, place + 3, true) : null;
    }

    /** "Would you hire her?" asks for nothing to be done. */
    private static boolean opinion(Sentence sentence, int place) {
        return sentence.says(place, "would")
                && sentence.words().stream()
                        .noneMatch(word -> Set.of("please", "me", "us").contains(word.lower()));
    }

    /** "Who could …?", "who wants to …?": open until somebody says "me". */
    private static Finding wanted(Sentence sentence, int place) {
        if (!sentence.question() || !sentence.says(place, "who") && !sentence.says(place, "who'll")) {
            return null;
        }
        int verb = sentence.says(place, "who'll")
                ? place + 1
                : CAN.contains(sentence.at(place + 1))
                        ? place + 2
                        : sentence.says(place + 1, "wants", "to") ? place + 3 : 0;
        Finding finding = verb == 0 ? null : request(sentence, verb, false);
        return finding == null
                ? null
                : new Finding(Kind.NEED, null, finding.from(), finding.from(), finding.to(), false);
    }

    private static Finding reminded(Sentence sentence, int place) {
        if (sentence.says(place, "don't", "forget", "to")) {
            return English.finding(Kind.REQUEST, null, sentence, place + 3, true);
        }
        if (sentence.says(place, "don't", "forget", "the")) {
            return English.finding(Kind.REQUEST, null, sentence, place + 2, true);
        }
        if (sentence.says(place, "remember", "to") && sentence.word(place).clause()) {
            return English.finding(Kind.REQUEST, null, sentence, place + 2, true);
        }
        boolean sure = sentence.says(place, "make", "sure") && first(sentence, place);
        if (sure) {
            return English.finding(Kind.REQUEST, null, sentence, place, true);
        }
        boolean must = sentence.says(place, "you")
                && (sentence.says(place + 1, "need", "to")
                        || sentence.says(place + 1, "have", "to")
                        || sentence.says(place + 1, "can") && sentence.says(place - 1, "then")
                        || sentence.says(place + 1, "should"));
        return must && !English.asks(sentence)
                ? request(sentence, sentence.says(place + 2, "to") ? place + 3 : place + 2, false)
                : null;
    }

    /** An order: with "please", after a name, or at the beginning. */
    private static Finding ordered(Sentence sentence, int place, Names names) {
        if (sentence.says(place, "please")) {
            boolean alone = sentence.at(place + 1).isEmpty() || sentence.says(place + 1, "do");
            return alone || sentence.word(place).stop() || sentence.question() && place > 0
                    ? null
                    : request(sentence, place + 1, true);
        }
        if (sentence.says(place, "go", "ahead", "and") && first(sentence, place)) {
            return English.finding(Kind.REQUEST, null, sentence, place + 3, true);
        }
        if (sentence.question()
                || !first(sentence, place) && !afterCondition(sentence, place)
                || !EnglishWords.ORDERS.contains(sentence.at(place))) {
            return null;
        }
        if (sentence.says(place + 1, "to", "you")) {
            return null;
        }
        String called = place > 0 && sentence.word(place).clause() ? names.personAt(sentence, place - 1) : null;
        boolean polite = sentence.at(sentence.size() - 1).equals("please");
        Finding finding = English.finding(Kind.REQUEST, called, sentence, place, called != null || polite);
        boolean curt = sentence.size() - place < 3 && called == null && !afterCondition(sentence, place);
        return curt ? null : finding;
    }

    /** "If they don't answer, call them." */
    private static boolean afterCondition(Sentence sentence, int place) {
        int start = EnglishWords.OPENERS.contains(sentence.at(0)) ? 1 : 0;
        return sentence.says(start, "if") && sentence.word(place).clause();
    }

    /** Whether nothing but openers and a name stands before this place. */
    private static boolean first(Sentence sentence, int place) {
        for (int i = Math.max(0, place - 5); i < place; i++) {
            Word word = sentence.word(i);
            boolean called = word.capital() && word.clause() && word.stop();
            boolean opens = EnglishWords.OPENERS.contains(word.lower()) || EnglishWords.ADVERBS.contains(word.lower());
            if (!called && !opens) {
                return false;
            }
        }
        return place <= 5;
    }

    private static Finding request(Sentence sentence, int after, boolean sure) {
        Finding finding = English.finding(Kind.REQUEST, null, sentence, after, sure);
        if (finding == null) {
            return null;
        }
        String verb = sentence.at(finding.from());
        String next = sentence.at(finding.from() + 1);
        boolean look = verb.equals("have") && sentence.says(finding.from() + 1, "a", "look")
                || verb.equals("take")
                        && Set.of("over", "care", "it", "that", "a").contains(next)
                || verb.equals("look") && Set.of("into", "at", "after").contains(next)
                || verb.equals("give") && !next.equals("me")
                || verb.equals("get") && !next.isEmpty() && !next.equals("rid")
                || verb.equals("go") && next.equals("through");
        if (verb.equals("try") && Set.of("and", "to").contains(next)) {
            return request(sentence, finding.from() + 2, sure);
        }
        boolean questions = verb.equals("ask")
                && Set.of("whatever", "anything", "me", "questions").contains(next);
        return questions
                        || !sure && !look && EnglishWords.IDLE.contains(verb)
                        || EnglishWords.AT_ONCE.contains(verb) && !look
                ? null
                : finding;
    }
}
