package dev.rollcall.extract;

import dev.rollcall.extract.Grammar.Reply;
import java.util.Set;

/** "Sure", "sorry, I can't", "that's mine", "actually no". */
final class EnglishReplies {

    private EnglishReplies() {}

    static Reply reply(Sentence sentence) {
        String first = sentence.at(0);
        if (Set.of("no", "nope", "sorry", "unfortunately").contains(first)
                || sentence.says(0, "not", "me")
                || sentence.says(0, "i", "can't")
                || sentence.says(0, "i", "won't")
                || sentence.says(0, "i'd", "rather", "not")
                || sentence.says(0, "i", "don't", "think")
                || sentence.says(0, "i", "really", "can't")
                || sentence.says(0, "already")
                || sentence.says(0, "i", "already")
                || sentence.says(0, "i", "did")
                || sentence.says(0, "i've", "already")) {
            return sentence.says(0, "no", "problem") || sentence.says(0, "sorry", "yes") ? Reply.YES : Reply.NO;
        }
        boolean yes = Set.of(
                        "yes",
                        "yeah",
                        "yep",
                        "sure",
                        "okay",
                        "ok",
                        "fine",
                        "alright",
                        "absolutely",
                        "perfect",
                        "great",
                        "please",
                        "deal",
                        "definitely",
                        "gladly",
                        "right",
                        "excellent",
                        "lovely",
                        "wonderful",
                        "brilliant",
                        "super",
                        "cool",
                        "agreed",
                        "thanks",
                        "fantastic")
                .contains(first);
        boolean polite = sentence.says(0, "of", "course")
                || sentence.says(0, "that", "would", "be")
                || sentence.says(0, "that'd", "be")
                || sentence.says(0, "i", "don't", "mind")
                || sentence.says(0, "no", "problem")
                || sentence.says(0, "me")
                || sentence.says(0, "with", "pleasure");
        return yes || polite || takes(sentence) ? Reply.YES : Reply.NONE;
    }

    static boolean takes(Sentence sentence) {
        for (int i = 0; i < Math.min(sentence.size(), 6); i++) {
            boolean here = sentence.says(i, "will", "do")
                    || sentence.says(i, "that's", "mine")
                    || sentence.says(i, "that's", "on", "me")
                    || sentence.says(i, "that", "one's", "mine")
                    || sentence.says(i, "my", "name", "on", "it")
                    || sentence.says(i, "leave", "it", "to", "me")
                    || sentence.says(i, "on", "it") && i == 0
                    || sentence.says(i, "i'm", "on", "it")
                    || sentence.says(i, "i", "can", "do", "that")
                    || sentence.says(i, "i", "can", "do", "it")
                    || sentence.says(i, "i'll", "see", "to")
                    || sentence.says(i, "i've", "got", "it")
                    || sentence.says(i, "consider", "it", "done");
            if (here) {
                return true;
            }
        }
        boolean alone = sentence.says(0, "i", "will") || sentence.says(0, "i", "do") || sentence.says(0, "i", "can");
        return alone && sentence.size() == 2
                || sentence.says(0, "me") && sentence.size() < 6
                || sentence.says(0, "can", "do");
    }

    static boolean withdraws(Sentence sentence) {
        return sentence.says(0, "actually", "no")
                || sentence.says(0, "never", "mind")
                || sentence.says(0, "forget", "it")
                || sentence.says(0, "scratch", "that")
                || sentence.says(0, "just", "kidding")
                || sentence.says(0, "kidding");
    }
}
