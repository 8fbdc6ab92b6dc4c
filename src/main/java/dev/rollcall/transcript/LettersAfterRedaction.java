package dev.rollcall.transcript;

import dev.rollcall.meeting.AfterRedaction;
import dev.rollcall.meeting.MeetingKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Dead letters hold no words, but the name of their meeting. */
@ApplicationScoped
class LettersAfterRedaction implements AfterRedaction {

    private final DeadLetters letters;

    LettersAfterRedaction(DeadLetters letters) {
        this.letters = letters;
    }

    @Override
    public Uni<Void> forget(MeetingKey key) {
        return letters.forget(key.platform().wire(), key.nativeId());
    }
}
