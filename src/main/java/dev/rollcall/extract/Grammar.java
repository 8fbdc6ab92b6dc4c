package dev.rollcall.extract;

import java.util.ArrayList;
import java.util.List;

/** What a language says promises and requests with. */
interface Grammar {

    /** How somebody answers what was said before. */
    enum Reply {
        YES,
        NO,
        NONE
    }

    /** Where something is promised, asked for or needed; none of them within another. */
    default List<Finding> find(Sentence sentence, Names names) {
        List<Finding> findings = new ArrayList<>();
        int place = 0;
        while (place < sentence.size()) {
            Finding finding = at(sentence, place, names);
            if (finding == null) {
                place++;
            } else {
                findings.add(finding);
                place = finding.to();
            }
        }
        return findings;
    }

    /** What begins at this word; null for nothing. */
    Finding at(Sentence sentence, int place, Names names);

    Reply reply(Sentence sentence);

    /** Whether the speaker takes on what was said before without saying it again: "that's mine", "will do". */
    boolean takes(Sentence sentence);

    /** Whether the speaker takes back what he has just said: "actually no", "just kidding". */
    boolean withdraws(Sentence sentence);

    /** Whether this word tells what a sentence is about. */
    boolean telling(Word word);

    /** Whether this word may stand before a day that corrects another: "okay, say Monday". */
    boolean opens(Word word);

    /** The form of a verb to write it down with. */
    default String plain(Word verb) {
        return verb.text();
    }

    Dates dates();
}
