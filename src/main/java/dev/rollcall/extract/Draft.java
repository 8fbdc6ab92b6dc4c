package dev.rollcall.extract;

import dev.rollcall.extract.Finding.Kind;
import java.util.HashSet;
import java.util.Set;

/** An action item while the talk about it goes on: who takes it and until when may come later. */
final class Draft {

    /** The smaller of two items has to share so much with the other to be the same. */
    private static final double SAME = 0.6;

    private Kind kind;
    private final Sentence sentence;
    private int index;
    private final long line;
    private final String what;
    private final Set<String> stems;
    private final boolean sure;
    private String owner;
    private Due due;
    private int takenAt = -1;
    private boolean agreed;
    private boolean refused;

    Draft(Finding finding, Sentence sentence, int index, String what, Phrase phrase, String owner) {
        this.kind = finding.kind();
        this.sure = finding.sure() && !(phrase.vague() && finding.kind() == Kind.NEED);
        this.line = sentence.word(finding.from()).line();
        this.sentence = sentence;
        this.index = index;
        this.what = what;
        this.stems = phrase.stems();
        this.owner = owner;
        this.due = phrase.due();
    }

    Kind kind() {
        return kind;
    }

    boolean saidBy(Sentence other) {
        return sentence.sameSpeaker(other);
    }

    boolean since(int now, int sentences) {
        return now - index <= sentences;
    }

    /** Not taken yet, or just now: "Sure. I'll do it tomorrow." */
    boolean open(int now) {
        return takenAt < 0 || refused || now - takenAt <= 2;
    }

    /** Whether it was plainly asked for, so that "I'll cancel it" may well mean this. */
    boolean firm() {
        return sure || kind == Kind.REQUEST;
    }

    boolean ownedByNobodyOr(String speaker) {
        return owner == null || refused || owner.equals(speaker);
    }

    /** How much of the shorter one the two have in common: 0 to 1. */
    double likeness(Set<String> others) {
        if (stems.isEmpty() || others.isEmpty()) {
            return 0;
        }
        Set<String> both = new HashSet<>(stems);
        both.retainAll(others);
        return (double) both.size() / Math.min(stems.size(), others.size());
    }

    boolean equal(Set<String> others) {
        return !stems.isEmpty() && stems.equals(others);
    }

    /** Two who promise the same do it twice. */
    boolean promisedByAnother(Sentence other) {
        return kind == Kind.PROMISE && !sentence.sameSpeaker(other) && sentence.speaker() != null;
    }

    boolean same(String who, Set<String> others) {
        boolean oneOwner = owner == null || owner.equals(who);
        return oneOwner && Math.min(stems.size(), others.size()) > 1 && likeness(others) >= SAME;
    }

    void taken(String by, int now) {
        takenAt = now;
        refused = false;
        owner = by == null ? owner : by;
    }

    /** Somebody said yes to it, which makes it nobody's yet. */
    void agreed() {
        agreed = true;
    }

    /** It is spoken of again; what had only to be done may be asked of somebody now. */
    void heard(Finding finding, int now) {
        index = now;
        if (kind == Kind.NEED && finding.kind() == Kind.REQUEST) {
            kind = Kind.REQUEST;
        }
    }

    void refused() {
        refused = true;
    }

    /** The later word about the day counts; vague words replace no day. */
    void due(Due later) {
        if (later != null && (later.date() != null || due == null)) {
            due = later;
        }
    }

    /** What nobody refused, and what is sure, was taken, or has a day. */
    boolean counts() {
        return !refused && (sure || takenAt >= 0 || agreed || due != null && due.date() != null);
    }

    ActionItem item() {
        return new ActionItem(what, owner, due == null ? null : due.text(), due == null ? null : due.date(), line);
    }
}
