package dev.rollcall.meeting;

import io.smallrye.mutiny.Uni;

/**
 * What else has to be forgotten of a meeting, outside of the database, once its redaction is committed. Best effort: the
 * user is not told when it fails, so what it is about has to go by itself, too.
 */
public interface AfterRedaction {

    Uni<Void> forget(MeetingKey key);
}
