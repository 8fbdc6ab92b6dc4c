package dev.rollcall.extract;

import dev.rollcall.extract.Finding.Kind;

/** Where in a Russian sentence the verb stands, and what belongs to it. */
final class RussianClause {

    private RussianClause() {}

    /** From the verb to the end of its clause; what stands before the verb may be its object: "the minutes I send". */
    static Finding finding(Kind kind, String owner, Sentence sentence, int verb, boolean sure) {
        int to = verb + 1;
        while (to < sentence.size() && !endsBefore(sentence, to)) {
            to++;
        }
        int lead = verb;
        while (lead > Math.max(0, verb - 6) && !sentence.word(lead).clause() && !pattern(sentence.at(lead - 1))) {
            lead--;
        }
        return new Finding(kind, owner, lead, verb, to, sure);
    }

    /** What made it a finding is no part of what is to be done. */
    private static boolean pattern(String word) {
        return RussianWords.NEEDS.contains(word)
                || RussianWords.MUST.contains(word)
                || RussianWords.PROMISED.contains(word)
                || RussianWords.ADVERBS.contains(word)
                || word.startsWith("забуд")
                || word.startsWith("смож")
                || word.startsWith("може")
                || word.equals("буду");
    }

    private static boolean endsBefore(Sentence sentence, int place) {
        String word = sentence.at(place);
        boolean fresh =
                RussianWords.SUBJECTS.contains(word) || RussianVerbs.will(word) && !sentence.says(place - 1, "и");
        return sentence.word(place).clause() && fresh;
    }

    static int skip(Sentence sentence, int place) {
        int at = place;
        while (RussianWords.ADVERBS.contains(sentence.at(at))) {
            at++;
        }
        return at;
    }

    /** Where an infinitive stands, at most three words further on; or -1. */
    static int infinitive(Sentence sentence, int place) {
        int from = skip(sentence, place);
        for (int i = from; i < Math.min(from + 3, sentence.size()); i++) {
            String word = sentence.at(i);
            boolean ending = word.length() > 3
                    && (word.endsWith("ть") || word.endsWith("ти") || word.endsWith("чь") || word.endsWith("ться"));
            if (RussianWords.NEGATIONS.contains(word) || sentence.word(i).clause() && i > place) {
                return -1;
            }
            if (ending && !RussianWords.IDLE.contains(word)) {
                return i;
            }
        }
        return -1;
    }
}
