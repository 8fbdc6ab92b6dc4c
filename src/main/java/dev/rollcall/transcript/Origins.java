package dev.rollcall.transcript;

import dev.rollcall.access.KeyOwners;
import dev.rollcall.access.MeetingToken;
import dev.rollcall.access.MeetingToken.Launch;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which meeting a message is of, by its token alone: a MeetingToken names the meeting, and the key of a user opens those
 * of that user. What the message says of itself may only confirm it.
 */
@ApplicationScoped
class Origins {

    /** Either the meeting and the session, or why there is none. */
    record Origin(Long meetingId, String sessionUid, Refusal refusal) {

        static Origin of(long meetingId, String sessionUid) {
            return new Origin(meetingId, sessionUid, null);
        }

        static Origin refused(Refusal refusal) {
            return new Origin(null, null, refusal);
        }
    }

    /** Where a key needs to be good for something. */
    private static final String AREA = "/transcripts";

    private static final String NO_SESSION = "";

    private final MeetingToken tokens;
    private final KeyOwners keys;
    private final Pool pool;

    Origins(MeetingToken tokens, KeyOwners keys, Pool pool) {
        this.tokens = tokens;
        this.keys = keys;
        this.pool = pool;
    }

    /** Of a message that was sent at this moment: a token that has run out since was good then. */
    Uni<Origin> of(TranscriptMessage message, Instant sentAt, Map<String, Optional<Long>> knownKeys) {
        Optional<Launch> launch = tokens.verify(message.token(), sentAt);
        return launch.isPresent()
                ? Uni.createFrom().item(ofLaunch(launch.get(), message))
                : owner(message.token(), knownKeys)
                        .chain(owner -> owner.isPresent()
                                ? ofUser(owner.get(), message)
                                : Uni.createFrom().item(Origin.refused(Refusal.BAD_TOKEN)));
    }

    /**
     * One after the other; each key is looked up once. Fails when the database is in trouble; a message that only makes
     * trouble itself is refused, or it would hold up the others for ever.
     */
    Uni<List<Origin>> of(List<TranscriptMessage> messages, List<Instant> sentAt) {
        Map<String, Optional<Long>> knownKeys = new HashMap<>();
        return Multi.createFrom()
                .range(0, messages.size())
                .onItem()
                .transformToUniAndConcatenate(i -> of(messages.get(i), sentAt.get(i), knownKeys)
                        .onFailure(Refusal::isOwnFaultIn)
                        .recoverWithItem(Origin.refused(Refusal.NOT_STORABLE)))
                .collect()
                .asList();
    }

    static Origin ofLaunch(Launch launch, TranscriptMessage message) {
        String said = message.meetingId();
        boolean same = (message.platform() == null || message.platform().equals(launch.platform()))
                && (said == null || said.equals(launch.nativeId()) || said.equals(Long.toString(launch.meetingId())));
        String session = message.sessionUid() == null ? launch.connectionId().toString() : message.sessionUid();
        return same ? Origin.of(launch.meetingId(), session) : Origin.refused(Refusal.OTHER_MEETING);
    }

    private Uni<Optional<Long>> owner(String key, Map<String, Optional<Long>> known) {
        Optional<Long> owner = known.get(key);
        return owner != null
                ? Uni.createFrom().item(owner)
                : keys.ownerOf(key, AREA).invoke(found -> known.put(key, found));
    }

    /** The meeting of that session, else the one that a bot is in, else the newest. */
    private Uni<Origin> ofUser(long userId, TranscriptMessage message) {
        String session = message.sessionUid() == null ? NO_SESSION : message.sessionUid();
        return pool.preparedQuery("""
                        select m.id
                        from meetings m
                        where m.user_id = $1 and m.platform = $2 and m.platform_specific_id = $3
                        order by exists (
                                     select from meeting_sessions s where s.meeting_id = m.id and s.session_uid = $4) desc,
                                 m.status in ('requested', 'joining', 'awaiting_admission', 'active') desc,
                                 m.id desc
                        limit 1
                        """)
                .execute(Tuple.of(userId, message.platform(), message.meetingId(), session))
                .map(rows -> rows.size() == 0
                        ? Origin.refused(Refusal.UNKNOWN_MEETING)
                        : Origin.of(rows.iterator().next().getLong("id"), session));
    }
}
