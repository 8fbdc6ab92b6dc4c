package dev.rollcall.extract;

import dev.rollcall.extract.Finding.Kind;
import dev.rollcall.extract.Grammar.Reply;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Follows a talk from sentence to sentence: what is asked for, who answers what, and what is said twice. */
final class Conversation {

    /** How many sentences later an answer still belongs to what was asked. */
    private static final int ANSWER = 6;

    /** How many items back one looks for the same: a bound, so that the time stays linear. */
    private static final int MEMORY = 40;

    /** What is longer says more than a day. */
    private static final int SHORT = 9;

    private static final Set<String> WHEN =
            Set.of("when", "until", "till", "soon", "когда", "какого", "какому", "сроки", "числа");

    private final List<Sentence> sentences;
    private final LocalDate day;
    private final Names names;
    private final Addressee addressee;
    private final Antecedent antecedent;
    private final List<Draft> drafts = new ArrayList<>();

    Conversation(List<Sentence> sentences, LocalDate day) {
        this.sentences = sentences;
        this.day = day;
        this.names = new Names(sentences);
        this.addressee = new Addressee(sentences, names);
        this.antecedent = new Antecedent(sentences);
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
                drafts.remove(drafts.lastIndexOf(last));
            }
        }
    }

    /** Yes, no, "that's mine", or just a day. */
    private void answer(Sentence sentence, Grammar grammar, int now, boolean nothingElse) {
        Draft asked = last(draft -> draft.since(now, ANSWER)
                && draft.open(now)
                && (!draft.saidBy(sentence) || draft.kind() == Kind.NEED && grammar.takes(sentence))
                && draft.kind() != Kind.PROMISE);
        Reply reply = grammar.reply(sentence);
        boolean request = asked != null && asked.kind() == Kind.REQUEST;
        if (asked != null && reply == Reply.NO && (request || asked.kind() == Kind.OFFER) && asked.since(now, 2)) {
            asked.refused();
        } else if (asked != null && reply == Reply.YES && !sentence.question()) {
            boolean takes = grammar.takes(sentence) || request;
            if (takes && asked.ownedByNobodyOr(sentence.speaker()) && asked.kind() != Kind.OFFER) {
                asked.taken(sentence.speaker(), now);
            } else {
                asked.agreed();
            }
        }
        if (nothingElse && sentence.size() <= SHORT && !sentence.question()) {
            correctDay(sentence, grammar, now);
        }
    }

    /** "Monday.", "Yep, by tomorrow.", unless it answers another question. */
    private void correctDay(Sentence sentence, Grammar grammar, int now) {
        Draft last = last(draft -> draft.since(now, 3));
        Sentence before = now == 0 ? sentence : sentences.get(now - 1);
        boolean otherQuestion = before.question()
                && before.words().stream().noneMatch(word -> WHEN.contains(word.lower()))
                && (last == null || !last.since(now, 1));
        Due due = grammar.dates().find(sentence, 0, sentence.size(), day);
        boolean first = due != null
                && due.date() != null
                && sentence.words().subList(0, due.from()).stream().allMatch(grammar::opens);
        if (last != null && first && !otherQuestion) {
            last.due(due);
        }
    }

    private void note(Finding found, Sentence sentence, int now, int from) {
        Finding finding = withoutName(found, sentence);
        Phrase phrase = Phrase.of(finding, sentence, from, day);
        Draft earlier = earlier(finding, phrase, sentence, now);
        String owner = owner(finding, sentence, now);
        if (earlier != null) {
            earlier.due(phrase.due());
            earlier.heard(finding, now);
            if (finding.kind() != Kind.OFFER && finding.kind() != Kind.NEED) {
                earlier.taken(owner, now);
            }
            return;
        }
        String what = phrase.vague() ? phrase.what() + antecedent.of(finding, now) : phrase.what();
        drafts.add(new Draft(finding, sentence, now, what, phrase, owner));
    }

    /** Who is called at the end of a request is no part of it. */
    private Finding withoutName(Finding finding, Sentence sentence) {
        int last = finding.to() - 1;
        boolean called =
                last > finding.from() && sentence.word(last).clause() && names.speakerAt(sentence, last) != null;
        return called
                ? new Finding(finding.kind(), finding.owner(), finding.lead(), finding.from(), last, finding.sure())
                : finding;
    }

    /** What this finding says again, takes on, or corrects; an offer that becomes a promise makes room for it. */
    private Draft earlier(Finding finding, Phrase phrase, Sentence sentence, int now) {
        boolean own = finding.kind() == Kind.PROMISE || finding.kind() == Kind.OFFER;
        Draft meant = last(draft -> draft.since(now, ANSWER)
                && (draft.equal(phrase.stems()) && !(own && draft.promisedByAnother(sentence))
                        || (own ? takes(draft, phrase, sentence, now) : means(finding, draft, phrase, now))));
        if (meant != null && meant.kind() == Kind.OFFER && own && !phrase.vague()) {
            drafts.remove(drafts.lastIndexOf(meant));
            return null;
        }
        String owner = own ? sentence.speaker() : finding.owner();
        return meant != null ? meant : last(draft -> draft.same(owner, phrase.stems()));
    }

    private static boolean takes(Draft draft, Phrase phrase, Sentence sentence, int now) {
        boolean askedForByHimself = draft.kind() == Kind.REQUEST && draft.saidBy(sentence);
        boolean it =
                phrase.vague() && draft.open(now) && (phrase.stems().isEmpty() || draft.firm() && draft.since(now, 3));
        boolean alike = it || draft.likeness(phrase.stems()) >= 0.5;
        return draft.kind() != Kind.PROMISE
                && draft.kind() != Kind.RETOLD
                && draft.ownedByNobodyOr(sentence.speaker())
                && !askedForByHimself
                && alike;
    }

    /** "Can you set that up?", "could you make it Friday?", "Anna should do that". */
    private static boolean means(Finding finding, Draft draft, Phrase phrase, int now) {
        boolean otherDay = (finding.kind() == Kind.REQUEST || finding.kind() == Kind.NEED)
                && phrase.due() != null
                && phrase.due().date() != null
                && draft.kind() != Kind.RETOLD;
        boolean named = finding.kind() == Kind.REQUEST || finding.kind() == Kind.RETOLD && finding.owner() != null;
        boolean open = draft.kind() == Kind.NEED || draft.kind() == Kind.OFFER;
        return phrase.vague() && (named && open && draft.since(now, 5) || otherDay);
    }

    private String owner(Finding finding, Sentence sentence, int now) {
        return switch (finding.kind()) {
            case PROMISE, OFFER -> sentence.speaker();
            case RETOLD -> finding.owner();
            case REQUEST -> finding.owner() != null ? finding.owner() : addressee.of(now);
            case NEED -> null;
        };
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
