package dev.rollcall.extract;

import dev.rollcall.extract.Finding.Kind;
import java.util.Set;

/** The rules for English: what stands before a verb decides who is to do it. */
final class English implements Grammar {

    private static final Set<String> CONDITIONS =
            Set.of("if", "whether", "unless", "when", "until", "who", "how", "why", "what", "where", "which");

    /** After a pause, these begin another thought. */
    private static final Set<String> SUBJECTS = Set.of(
            "i",
            "i'll",
            "i'm",
            "i've",
            "i'd",
            "you",
            "you'll",
            "you're",
            "we",
            "we'll",
            "we've",
            "we're",
            "they",
            "they'll",
            "they're",
            "he",
            "he's",
            "she",
            "she's",
            "it",
            "it's",
            "it'll",
            "that's",
            "this",
            "there",
            "otherwise",
            "but",
            "because",
            "although",
            "though",
            "if",
            "unless",
            "since",
            "which",
            "nobody",
            "can",
            "could",
            "would",
            "what",
            "no",
            "yes",
            "okay",
            "ok",
            "let's",
            "so",
            "then",
            "or",
            "is");

    /** Begin another thought even where nobody wrote a comma. */
    private static final Set<String> RUN_ON = Set.of("i'll", "i'm", "it's", "but", "because", "otherwise");

    private static final Set<String> JOINING = Set.of(
            "as", "what", "that", "when", "where", "if", "until", "before", "after", "once", "than", "and", "while");

    private static final Set<String> BEFORE_A_DAY = Set.of(
            "say", "let's", "make", "it", "not", "give", "me", "us", "you", "i'd", "by", "end", "absolutely", "thing");

    private final Dates dates = new EnglishDates();

    @Override
    public Dates dates() {
        return dates;
    }

    @Override
    public Finding at(Sentence sentence, int place, Names names) {
        if (conditional(sentence, place)) {
            return null;
        }
        Finding request = EnglishRequests.at(sentence, place, names);
        return request != null || asks(sentence) ? request : EnglishPromises.at(sentence, place, names);
    }

    /** "…, okay?" is no question. */
    static boolean asks(Sentence sentence) {
        int last = sentence.size() - 1;
        boolean tag = last > 2
                && sentence.word(last).clause()
                && Set.of("okay", "ok", "right", "alright", "yes", "yeah").contains(sentence.at(last));
        return sentence.question() && !tag;
    }

    /** Whether the clause that this place stands in begins with "if" or the like. */
    private static boolean conditional(Sentence sentence, int place) {
        for (int i = place; i >= Math.max(0, place - 6); i--) {
            if (i < place && CONDITIONS.contains(sentence.at(i))) {
                return !afterCondition(sentence, i, place);
            }
            if (sentence.word(i).clause()) {
                return false;
            }
        }
        return false;
    }

    /** "When I'm done with the migration I'll call you": a promise after its condition, without a comma. */
    private static boolean afterCondition(Sentence sentence, int condition, int place) {
        boolean promise = Set.of("i'll", "we'll").contains(sentence.at(place));
        boolean clause = place - condition > 3 && SUBJECTS.contains(sentence.at(condition + 1));
        return promise && clause && Set.of("if", "when", "until").contains(sentence.at(condition));
    }

    /** A finding from this verb to the end of its thought; null if there is no verb, or it is denied. */
    static Finding finding(Kind kind, String owner, Sentence sentence, int after, boolean sure) {
        int verb = verb(sentence, after);
        return verb < 0 ? null : new Finding(kind, owner, verb, verb, end(sentence, verb), sure);
    }

    /** Where the verb stands after adverbs, or -1. */
    static int verb(Sentence sentence, int after) {
        int verb = after;
        while (EnglishWords.ADVERBS.contains(sentence.at(verb))) {
            verb++;
        }
        if (verb < sentence.size()
                && verb > 0
                && sentence.word(verb).clause()
                && sentence.at(verb).equals("if")) {
            return -1;
        }
        boolean denied = EnglishWords.NEGATIONS.contains(sentence.at(verb));
        return denied
                        || sentence.at(verb).isEmpty()
                        || !Character.isLetter(sentence.at(verb).charAt(0))
                ? -1
                : verb;
    }

    private static int end(Sentence sentence, int verb) {
        for (int i = verb + 1; i < sentence.size(); i++) {
            boolean and = Set.of("and", "but", "so").contains(sentence.at(i - 1));
            boolean fresh = sentence.word(i).clause() || and && i - 1 > verb;
            if (fresh && SUBJECTS.contains(sentence.at(i))) {
                return and ? i - 1 : i;
            }
            if (i - verb > 2 && RUN_ON.contains(sentence.at(i)) && !JOINING.contains(sentence.at(i - 1))) {
                return i;
            }
        }
        return sentence.size();
    }

    @Override
    public Reply reply(Sentence sentence) {
        return EnglishReplies.reply(sentence);
    }

    @Override
    public boolean takes(Sentence sentence) {
        return EnglishReplies.takes(sentence);
    }

    @Override
    public boolean withdraws(Sentence sentence) {
        return EnglishReplies.withdraws(sentence);
    }

    @Override
    public boolean opens(Word word) {
        return EnglishWords.OPENERS.contains(word.lower()) || BEFORE_A_DAY.contains(word.lower());
    }

    @Override
    public boolean telling(Word word) {
        return !EnglishWords.EMPTY.contains(word.lower()) && word.lower().length() > 1;
    }
}
