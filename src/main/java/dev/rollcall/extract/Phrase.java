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
        Set<String> stems = telling(sentence, finding.from(), finding.to());
        boolean own = due != null && due.from() >= finding.from() && due.to() <= finding.to();
        if (own) {
            Set<String> rest = telling(sentence, finding.from(), due.from());
            rest.addAll(telling(sentence, due.to(), finding.to()));
            stems = rest;
        }
        return new Phrase(
                what(finding, sentence, own ? due : null), stems, due, stems.size() < 2 && !lengthy(finding, due));
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

    /** The day has a field of its own, so it goes, unless nothing else would be left. */
    private static String what(Finding finding, Sentence sentence, Due due) {
        int to = Math.min(finding.to(), finding.from() + LONGEST);
        String all = sentence.text(finding.from(), to);
        if (due != null && due.from() > finding.from() && due.to() <= to) {
            all = sentence.text(finding.from(), due.from()) + " " + sentence.text(due.to(), to);
        }
        String plain = all.strip();
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
