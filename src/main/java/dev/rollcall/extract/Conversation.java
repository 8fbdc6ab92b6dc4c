package dev.rollcall.extract;

import dev.rollcall.extract.Finding.Kind;
import dev.rollcall.extract.Grammar.Reply;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Follows a talk from sentence to sentence: what is asked for, who answers what, and what is said twice. */
final class Conversation {

    /** How many sentences later an answer still belongs to what was asked. */
    private static final int ANSWER = 5;

    /** How many items back one looks for the same: a bound, so that the time stays linear. */
    private static final int MEMORY = 40;

    /** What is longer says more than a day. */
    private static final int SHORT = 9;

    private final List<Sentence> sentences;
    private final LocalDate day;
    private final Names names;
    private final Addressee addressee;
    private final List<Draft> drafts = new ArrayList<>();

    Conversation(List<Sentence> sentences, LocalDate day) {
        this.sentences = sentences;
        this.day = day;
        this.names = new Names(sentences);
        this.addressee = new Addressee(sentences, names);
    }

    List<ActionItem> items() {
        for (int i = 0; i < sentences.size(); i++) {
            Sentence sentence = sentences.get(i);
            Grammar grammar = Grammars.of(sentence);
            withdraw(sentence, grammar, i);
            List<Finding> findings = grammar.find(sentence, names);
            answer(sentence, grammar, i, findings.isEmpty());
            int from = 0;
            for (Finding finding : findings) {
                note(finding, sentence, i, from);
                from = finding.to();
            }
        }
        return drafts.stream().filter(Draft::counts).map(Draft::item).toList();
    }

    private void withdraw(Sentence sentence, Grammar grammar, int now) {
        if (grammar.withdraws(sentence)) {
            Draft last = last(draft -> draft.since(now, 1) && draft.saidBy(sentence));
            if (last != null) {
                drafts.remove(last);
            }
        }
    }

    /** Yes, no, "that's mine", or just a day. */
    private void answer(Sentence sentence, Grammar grammar, int now, boolean nothingElse) {
        Draft asked = last(draft ->
                draft.since(now, ANSWER) && draft.open() && !draft.saidBy(sentence) && draft.kind() != Kind.PROMISE);
        Reply reply = grammar.reply(sentence);
        boolean request = asked != null && asked.kind() == Kind.REQUEST;
        if (asked != null && reply == Reply.NO && (request || asked.kind() == Kind.OFFER) && asked.since(now, 2)) {
            asked.refused();
        } else if (asked != null && reply == Reply.YES && !sentence.question()) {
            boolean takes = grammar.takes(sentence) || request;
            boolean his = asked.ownedByNobodyOr(sentence.speaker());
            if (takes && his && asked.kind() != Kind.OFFER) {
                asked.taken(sentence.speaker());
            } else {
                asked.agreed();
            }
        }
        Draft last = last(draft -> draft.since(now, 3));
        boolean onlyDay = nothingElse && sentence.size() <= SHORT && !sentence.question();
        if (onlyDay && last != null) {
            Due due = grammar.dates().find(sentence, 0, sentence.size(), day);
            last.due(due != null && due.date() == null ? null : due);
        }
    }

    private void note(Finding finding, Sentence sentence, int now, int from) {
        Phrase phrase = Phrase.of(finding, sentence, from, day);
        Draft earlier = earlier(finding, phrase, sentence, now);
        String owner = owner(finding, sentence, now);
        if (earlier != null) {
            earlier.due(phrase.due());
            if (finding.kind() != Kind.OFFER && finding.kind() != Kind.NEED) {
                earlier.taken(owner);
            }
            return;
        }
        String what = phrase.vague() ? phrase.what() + context(now, from) : phrase.what();
        drafts.add(new Draft(finding, sentence, now, what, phrase.stems(), owner, phrase.due()));
    }

    /** What this finding says again, takes on, or corrects. */
    private Draft earlier(Finding finding, Phrase phrase, Sentence sentence, int now) {
        if (finding.kind() == Kind.PROMISE || finding.kind() == Kind.OFFER) {
            Draft asked = last(draft -> draft.since(now, ANSWER)
                    && draft.kind() != Kind.PROMISE
                    && draft.ownedByNobodyOr(sentence.speaker())
                    && (draft.open() || draft.ownedByNobodyOr(sentence.speaker()))
                    && (draft.kind() != Kind.REQUEST || !draft.saidBy(sentence))
                    && (phrase.vague() || draft.likeness(phrase.stems()) >= 0.5));
            if (asked != null) {
                return asked;
            }
        }
        if (finding.kind() == Kind.REQUEST && phrase.vague()) {
            boolean day = phrase.due() != null;
            Draft meant = last(draft ->
                    draft.since(now, ANSWER) && (draft.kind() == Kind.NEED || day || draft.kind() == Kind.OFFER));
            if (meant != null) {
                return meant;
            }
        }
        String owner = finding.kind() == Kind.PROMISE ? sentence.speaker() : finding.owner();
        return last(draft -> draft.same(owner, phrase.stems()));
    }

    private String owner(Finding finding, Sentence sentence, int now) {
        return switch (finding.kind()) {
            case PROMISE, OFFER -> sentence.speaker();
            case RETOLD -> finding.owner();
            case REQUEST -> finding.owner() != null ? finding.owner() : addressee.of(now);
            case NEED -> null;
        };
    }

    /** What "it" may be: the last sentence that says something. */
    private String context(int now, int from) {
        for (int i = from > 0 ? now : now - 1; i >= Math.max(0, now - 3); i--) {
            Sentence before = sentences.get(i);
            if (Phrase.telling(before, 0, before.size()).size() > 2) {
                return " (" + before.text(0, Math.min(before.size(), Phrase.LONGEST)) + ")";
            }
        }
        return "";
    }

    private Draft last(Predicate<Draft> wanted) {
        for (int i = drafts.size() - 1; i >= Math.max(0, drafts.size() - MEMORY); i--) {
            if (wanted.test(drafts.get(i))) {
                return drafts.get(i);
            }
        }
        return null;
    }
}
