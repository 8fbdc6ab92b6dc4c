package dev.rollcall.pipeline;

import dev.rollcall.event.FeedNudges;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** What users say of summary and tasks on a page: whether they want them by themselves, and those of one meeting. */
@ApplicationScoped
public class PostMeetingWishes {

    private final JobRequests requests;
    private final JobRunner runner;
    private final FeedNudges feed;
    private final Pool pool;

    PostMeetingWishes(JobRequests requests, JobRunner runner, FeedNudges feed, Pool pool) {
        this.requests = requests;
        this.runner = runner;
        this.feed = feed;
        this.pool = pool;
    }

    /** Whether the meetings of this user get them when they are over. */
    public Uni<Boolean> isWanted(long userId) {
        return pool.preparedQuery("select post_meeting_since is not null as wanted from users where id = $1")
                .execute(Tuple.of(userId))
                .map(rows -> Rows.first(rows, row -> row.getBoolean("wanted")).orElse(false));
    }

    /** From now on, for meetings that end from now on. */
    public Uni<Void> want(long userId, boolean wanted) {
        return pool.preparedQuery("""
                        update users
                        set post_meeting_since = case when $2 then coalesce(post_meeting_since, clock_timestamp()) end,
                            updated_at         = clock_timestamp()
                        where id = $1
                        """).execute(Tuple.of(userId, wanted)).replaceWithVoid();
    }

    /**
     * Makes them of the transcript that is there, if that was not done before; of one that ended in error, anew.
     *
     * @throws Problem 404 when this user has no such meeting, 409 while the bot is in it, 410 when its words were deleted
     */
    public Uni<Void> makeNow(long userId, long meetingId) {
        return pool.preparedQuery("""
                        select status in ('completed', 'failed') as over
                        from meetings
                        where id = $1 and user_id = $2
                        """)
                .execute(Tuple.of(meetingId, userId))
                .invoke(rows -> refuseUnlessOver(
                        Rows.first(rows, row -> row.getBoolean("over")).orElse(null)))
                .chain(() -> requests.byRequest(meetingId, new Input.Transcript()))
                .call(begun -> begun
                        ? feed.tell(userId).call(runner::look)
                        : Uni.createFrom().voidItem())
                .replaceWithVoid();
    }

    private static void refuseUnlessOver(Boolean over) {
        if (over == null) {
            throw Problem.of(404, "There is no such meeting.");
        }
        if (!over) {
            throw Problem.of(409, "The bot is still in the meeting; summary and tasks are made when it has left.");
        }
    }
}
