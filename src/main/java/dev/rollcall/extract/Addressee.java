package dev.rollcall.extract;

import java.util.List;
import java.util.Objects;

/** Whom a request is meant for: who is called by name, else who answers, else in a talk of two the other one. */
final class Addressee {

    private final List<Sentence> sentences;
    private final Names names;
    private final List<String> speakers;

    Addressee(List<Sentence> sentences, Names names) {
        this.sentences = sentences;
        this.names = names;
        this.speakers = sentences.stream()
                .map(Sentence::speaker)
                .filter(Objects::nonNull)
                .distinct()
                .limit(3)
                .toList();
    }

    /** Null when nobody can be told. */
    String of(int place) {
        Sentence sentence = sentences.get(place);
        for (int i = place; i >= Math.max(0, place - 1); i--) {
            boolean near = i == place
                    || sentences.get(i).size() == 1 && sentences.get(i).sameSpeaker(sentence);
            String called = near ? names.called(sentences.get(i)) : null;
            if (called != null) {
                return called;
            }
        }
        if (sentence.speaker() == null) {
            return null;
        }
        if (speakers.size() == 2) {
            return speakers.get(speakers.get(0).equals(sentence.speaker()) ? 1 : 0);
        }
        return null;
    }
}
