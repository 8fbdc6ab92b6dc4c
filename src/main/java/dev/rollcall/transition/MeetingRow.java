package dev.rollcall.transition;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.lifecycle.Limits;
import dev.rollcall.lifecycle.MeetingState;
import dev.rollcall.lifecycle.MeetingState.Deadline;
import dev.rollcall.lifecycle.MeetingState.Stop;
import dev.rollcall.lifecycle.OnDeadline;
import dev.rollcall.lifecycle.Status;
import dev.rollcall.platform.Masking;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A meeting as a decision needs it.
 *
 * @param revision what the decision is based on
 * @param connectionId null for a meeting of an older system, which knew none or wrote it in another way
 * @param statusSince since when it is in its status; null for what an older version has moved
 * @param requestedAt when its bot was asked for; null for what an older version has written
 * @param now the database's clock when the row was read
 * @param evidenceRows how many rows of its history record a word that changed nothing
 * @param masking hides the secrets of the order in what is written of it
 */
public record MeetingRow(
        MeetingState state,
        long revision,
        long userId,
        String platform,
        String nativeId,
        UUID connectionId,
        String workload,
        Duration askedLobby,
        Duration askedMaxDuration,
        Instant statusSince,
        Instant requestedAt,
        Instant now,
        int evidenceRows,
        Masking masking) {

    /** The secrets of the order of {@code meetings m}, as a column: what must not be told. */
    public static final String SECRETS = """
            array[m.bot_order ->> 'passcode', m.bot_order ->> 'zoom_obf_token'] as secrets
            """;

    /** What a query selects of {@code meetings m} to get a MeetingRow. */
    public static final String COLUMNS = """
            m.id, m.status, m.attempt, m.launch_claimed, m.launch_at, m.ever_active, m.stop_reason, m.stopping_at,
            m.stage_before_stop, m.needs_help, m.deadline_at, m.on_deadline, m.cleanup_at, m.revision, m.user_id,
            m.platform, m.platform_specific_id, m.workload, m.lobby_ms, m.max_duration_ms, clock_timestamp() as now,
            m.evidence_rows, m.status_since, m.requested_at,
            (select s.session_uid from meeting_sessions s where s.meeting_id = m.id order by s.id desc limit 1)
                as connection_id,
            """ + SECRETS;

    /** A new meeting, of which nothing has been told yet. */
    public MeetingRow(
            MeetingState state,
            long revision,
            long userId,
            String platform,
            String nativeId,
            UUID connectionId,
            String workload,
            Duration askedLobby,
            Duration askedMaxDuration,
            Instant now) {
        this(
                state,
                revision,
                userId,
                platform,
                nativeId,
                connectionId,
                workload,
                askedLobby,
                askedMaxDuration,
                now,
                now,
                now,
                0,
                Masking.ofPatterns());
    }

    public long id() {
        return state.id();
    }

    /** Ours, with what the order asked for instead. */
    public Limits limits(Limits ours) {
        return ours.with(askedLobby, askedMaxDuration);
    }

    public static MeetingRow of(Row row) {
        MeetingState state = new MeetingState(
                row.getLong("id"),
                status(row, "status"),
                row.getInteger("attempt"),
                row.getBoolean("launch_claimed"),
                instant(row, "launch_at"),
                row.getBoolean("ever_active"),
                stop(row),
                row.getBoolean("needs_help"),
                deadline(row),
                instant(row, "cleanup_at"));
        return new MeetingRow(
                state,
                row.getLong("revision"),
                row.getLong("user_id"),
                row.getString("platform"),
                row.getString("platform_specific_id"),
                connectionId(row.getString("connection_id")),
                row.getString("workload"),
                millis(row, "lobby_ms"),
                millis(row, "max_duration_ms"),
                instant(row, "status_since"),
                instant(row, "requested_at"),
                instant(row, "now"),
                row.getInteger("evidence_rows"),
                masking(row));
    }

    /** From a row with {@link #SECRETS}. */
    public static Masking masking(Row row) {
        return Masking.of(row.getArrayOfStrings("secrets"));
    }

    private static UUID connectionId(String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }

    private static Stop stop(Row row) {
        Instant since = instant(row, "stopping_at");
        return since == null ? null : new Stop(row.getString("stop_reason"), since, status(row, "stage_before_stop"));
    }

    private static Deadline deadline(Row row) {
        Instant at = instant(row, "deadline_at");
        return at == null ? null : new Deadline(at, OnDeadline.of(row.getString("on_deadline")));
    }

    private static Status status(Row row, String column) {
        String word = row.getString(column);
        return Status.of(word).orElseThrow(() -> new IllegalStateException("no such status: " + word));
    }

    private static Duration millis(Row row, String column) {
        Long millis = row.getLong(column);
        return millis == null ? null : Duration.ofMillis(millis);
    }
}
