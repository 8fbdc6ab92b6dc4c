package dev.rollcall.pipeline;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.platform.Seal;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;

/**
 * A step of a job that this replica has taken.
 *
 * @param lease under which it may write what came of it
 * @param sealedUrl null where the words are not in a recording
 * @param text null where the words were not given
 * @param ownWords whether the words came with the request, or are the transcript that is there
 * @param tries of this step, this one included
 */
record Job(
        long id,
        UUID lease,
        long meetingId,
        long userId,
        PipelineStatus step,
        String sealedUrl,
        String text,
        boolean ownWords,
        String summary,
        int tries,
        Instant createdAt) {

    static Job of(UUID lease, Row row) {
        return new Job(
                row.getLong("id"),
                lease,
                row.getLong("meeting_id"),
                row.getLong("user_id"),
                PipelineStatus.of(row.getString("status")),
                row.getString("audio_url"),
                row.getString("given_text"),
                row.getBoolean("own_words"),
                row.getString("summary"),
                row.getInteger("attempts"),
                instant(row, "created_at"));
    }

    /** @throws Seal.BrokenException when the address cannot be opened */
    Input input(Seal seal) {
        if (sealedUrl != null) {
            return new Input.Audio(seal.open(sealedUrl, place(meetingId)));
        }
        return text != null ? new Input.Text(text) : new Input.Transcript();
    }

    /** Where the address of a recording is sealed for. */
    static String place(long meetingId) {
        return "post_meeting_jobs/" + meetingId + "/audio_url";
    }

    /** Without the words and the address. */
    @Override
    public String toString() {
        return "Job[id=" + id + ", meetingId=" + meetingId + ", step=" + step + ", tries=" + tries + "]";
    }
}
