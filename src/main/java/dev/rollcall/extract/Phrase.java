package dev.rollcall.extract;

import java.time.LocalDate;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a finding says is to be done.
 *
 * @param what in words, without the day
 * @param stems the words that tell something, without their endings
 * @param vague whether it says no more than "do it"
 */
record Phrase(String what, Set<String> stems, Due due, boolean vague) {

    /** Nobody reads on after so many words. */
    static final int LONGEST = 24;

    /**
     * @param earlier where the words begin that may hold its day besides its own: "tomorrow I'll …"
     */
    static Phrase of(Finding finding, Sentence sentence, int earlier, LocalDate day) {
        Dates dates = Grammars.of(sentence).dates();
        Due due = dates.find(sentence, finding.from(), finding.to(), day);
        if (due == null || due.date() == null) {
            Due before = conditional(sentence, earlier, finding.from())
                    ? null
                    : dates.find(sentence, earlier, finding.from(), day);
            due = before != null && (before.date() != null || due == null) && !denied(before, due) ? before : due;
        }
        Set<String> stems = told(finding, sentence, due);
        boolean vague = stems.size() < 2 && !lengthy(finding, due);
        return new Phrase(what(finding, sentence, due), stems, due, vague);
    }

    /** The day tells nothing about what is to be done. */
    private static Set<String> told(Finding finding, Sentence sentence, Due due) {
        if (due == null || due.from() >= finding.to() || due.to() <= finding.lead()) {
            return telling(sentence, finding.lead(), finding.to());
        }
        Set<String> stems = telling(sentence, finding.lead(), Math.max(finding.lead(), due.from()));
        stems.addAll(telling(sentence, Math.min(due.to(), finding.to()), finding.to()));
        return stems;
    }

    private static boolean denied(Due before, Due due) {
        return before.date() == null && due != null;
    }

    private static boolean lengthy(Finding finding, Due due) {
        int words = finding.to() - finding.from();
        return words - (due == null ? 0 : due.to() - due.from()) > 5;
    }

    private static boolean conditional(Sentence sentence, int from, int to) {
        for (int i = from; i < to; i++) {
            if (Set.of("if", "если", "unless").contains(sentence.at(i))) {
                return true;
            }
        }
        return false;
    }

    /** The verb, what stood before it, and the rest, without the day, which has a field of its own. */
    private static String what(Finding finding, Sentence sentence, Due due) {
        StringBuilder what = new StringBuilder(Grammars.of(sentence).plain(sentence.word(finding.from())));
        int to = Math.min(finding.to(), finding.from() + LONGEST);
        for (int i = finding.lead(); i < to; i++) {
            Word word = sentence.word(i);
            boolean day = due != null && i >= due.from() && i < due.to();
            boolean before = i < finding.from() && !Grammars.of(sentence).telling(word);
            if (i != finding.from() && !day && !before) {
                what.append(' ').append(word.text());
            }
            if (word.stop() && i >= finding.from() && what.charAt(what.length() - 1) != ',') {
                what.append(',');
            }
        }
        String plain = what.toString().strip();
        return plain.endsWith(",") ? plain.substring(0, plain.length() - 1) : plain;
    }

    static Set<String> telling(Sentence sentence, int from, int to) {
        Grammar grammar = Grammars.of(sentence);
        return sentence.words().subList(from, to).stream()
                .filter(grammar::telling)
                .map(Word::stem)
                .collect(Collectors.toSet());
    }

    /** Words stay out of logs. */
    @Override
    public String toString() {
        return "Phrase[vague=" + vague + "]";
    }
}
