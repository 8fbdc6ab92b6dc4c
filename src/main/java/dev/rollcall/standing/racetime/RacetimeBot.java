package dev.rollcall.standing.racetime;

import dev.rollcall.standing.ActionOutcome;
import dev.rollcall.standing.Assignment;
import dev.rollcall.standing.Backoff;
import dev.rollcall.standing.Facts;
import dev.rollcall.standing.Report;
import dev.rollcall.standing.Reports;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;

/**
 * One bot while it is connected: a token, the races of its category looked at again and again, a connection to each room.
 * Everything here happens on one event loop, so nothing needs a lock.
 */
final class RacetimeBot implements Tokens.Holder, Room.Bot {

    private final Surroundings around;
    private final Duration interval;
    private final Reports reports;
    private final RacetimeApi api;
    private final Tokens tokens;
    private final Rooms rooms;
    private Promise<Report> looking;
    private boolean checking;
    private Boolean credentialsOk;
    private Boolean apiReachable;
    private Verdict tokenTrouble;
    private Verdict apiTrouble;
    private Backoff backoff;
    private Report end;
    private long timer = -1;
    private boolean closed;

    RacetimeBot(Surroundings around, Assignment assignment, Reports reports, Parts parts) {
        this.around = around;
        this.interval = assignment.interval();
        this.reports = reports;
        this.api = parts.api();
        this.tokens = parts.tokens(this);
        this.rooms = parts.rooms(this);
        this.backoff = Backoff.of(around.pacing().api());
    }

    /** What it is made of; each part needs the bot. */
    interface Parts {

        RacetimeApi api();

        Tokens tokens(Tokens.Holder holder);

        Rooms rooms(Room.Bot bot);
    }

    /** Looks at everything now; the report is that of what was found. */
    Future<Report> look() {
        if (closed) {
            return Future.succeededFuture(
                    end != null ? end : Report.lost("closed", "The bot was disconnected.", Facts.NONE));
        }
        if (looking != null) {
            return looking.future();
        }
        Promise<Report> found = Promise.promise();
        looking = found;
        later(null);
        Future<Verdict> token = tokens.holds() ? Future.succeededFuture() : tokens.fetch();
        token.compose(came -> tokens.holds() && !closed ? api.category(tokens.current()) : Future.succeededFuture())
                .onSuccess(this::answered)
                .onFailure(failure ->
                        inTrouble(around.classification().unanswered(Unanswered.of(failure)), Duration.ZERO));
        return found.future();
    }

    /** As {@link #look()}, and what is found is told to who asked alone. */
    Future<Report> check() {
        checking = true;
        return look().onComplete(found -> checking = false);
    }

    Future<ActionOutcome> act(String room, RoomAction action) {
        return rooms.act(room, action);
    }

    Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        tokens.close();
        later(null);
        found(Report.lost("closed", "The bot was disconnected.", Facts.NONE));
        return rooms.close();
    }

    private void answered(Answer answer) {
        if (closed || answer == null) {
            return; // no token was to be had, which has been told
        }
        List<Race> races = answer.json() == null ? null : Race.current(answer.json());
        Verdict verdict = around.classification().data(answer.status(), races != null, tokens.age());
        switch (verdict.meaning()) {
            case PROVEN -> proven(races, answer.cachedFor());
            case REFRESH_TOKEN -> tokens.fetch().onSuccess(this::again);
            case AUTH_FAILED ->
                over(Report.refused(verdict.code(), verdict.sentence(), facts().withCredentials(false)));
            case WRONG_CATEGORY -> over(Report.misconfigured(verdict.code(), verdict.sentence(), facts()));
            default -> inTrouble(verdict, answer.retryAfter());
        }
    }

    /** With the token that was just fetched; if that is refused too, it is the bot. */
    private void again(Verdict fetched) {
        if (fetched.meaning() != Verdict.Meaning.PROVEN) {
            inTrouble(fetched, Duration.ZERO);
        } else if (!closed) {
            api.category(tokens.current())
                    .onSuccess(this::answered)
                    .onFailure(failure ->
                            inTrouble(around.classification().unanswered(Unanswered.of(failure)), Duration.ZERO));
        }
    }

    private void proven(List<Race> races, Duration cachedFor) {
        credentialsOk = true;
        apiReachable = true;
        apiTrouble = null;
        backoff = backoff.openSince() == null ? backoff.opened(around.clock().instant()) : backoff.ponged();
        rooms.are(races);
        Duration pause = longer(around.pacing().scan(), cachedFor);
        pause = shorter(shorter(pause, around.pacing().longestScan()), interval);
        later(pause.minus(around.jitter(pause.dividedBy(10)))); // bots that began together drift apart
        found(report());
    }

    private void inTrouble(Verdict verdict, Duration retryAfter) {
        if (closed) {
            return;
        }
        apiReachable = false;
        apiTrouble = verdict;
        backoff = backoff.lost(around.clock().instant());
        later(longer(
                backoff.pause(around.random()),
                shorter(retryAfter, around.pacing().longestScan())));
        found(report());
    }

    @Override
    public AccessToken token() {
        return tokens.current();
    }

    @Override
    public void renewed() {
        credentialsOk = true;
        tokenTrouble = null;
        rooms.renew();
    }

    @Override
    public void notRenewed(Verdict verdict) {
        if (verdict.meaning() == Verdict.Meaning.AUTH_FAILED) {
            over(Report.refused(verdict.code(), verdict.sentence(), facts().withCredentials(false)));
        } else if (!tokens.holds()) {
            over(Report.noToken(verdict.code(), verdict.sentence(), facts().withApi(false)));
        } else {
            tokenTrouble = verdict;
            changed();
        }
    }

    @Override
    public void tokenRefused(AccessToken refused) {
        if (tokens.current() != refused) {
            rooms.renewNow();
        } else {
            tokens.fetch().onSuccess(came -> rooms.renewNow());
        }
    }

    @Override
    public void denied(Verdict verdict) {
        over(Report.refused(verdict.code(), verdict.sentence(), facts().withCredentials(false)));
    }

    /** Before all has been looked at once, there is nothing to tell. */
    @Override
    public void changed() {
        if (!closed && apiReachable != null && looking == null) {
            reports.tell(report());
        }
    }

    @Override
    public void over(Room room) {
        rooms.remove(room);
        changed();
    }

    private Report report() {
        Verdict trouble = apiTrouble != null ? apiTrouble : tokenTrouble != null ? tokenTrouble : rooms.trouble();
        return trouble == null ? Report.proven(facts()) : Report.repairing(trouble.code(), trouble.sentence(), facts());
    }

    private Facts facts() {
        Facts facts = new Facts(credentialsOk, apiReachable, null, null);
        return apiReachable == null ? facts : facts.withRooms(rooms.open(), rooms.known());
    }

    private void over(Report report) {
        if (!closed) {
            end = report;
            closed = true;
            tokens.close();
            later(null);
            rooms.close();
            found(report);
        }
    }

    /** Ends the look that is under way; else tells it. */
    private void found(Report report) {
        Promise<Report> waiting = looking;
        looking = null;
        if (!checking && (!closed || report == end)) {
            reports.tell(report);
        }
        if (waiting != null) {
            waiting.complete(report);
        }
    }

    private void later(Duration pause) {
        around.vertx().cancelTimer(timer);
        timer = pause == null ? -1 : around.vertx().setTimer(Math.max(1, pause.toMillis()), due -> look());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
