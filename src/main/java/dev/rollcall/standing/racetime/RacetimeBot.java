package dev.rollcall.standing.racetime;

import dev.rollcall.standing.ActionOutcome;
import dev.rollcall.standing.Assignment;
import dev.rollcall.standing.ConnectionBackoff;
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
    private final Findings findings;
    private Promise<Report> looking;
    private boolean checking;
    private ConnectionBackoff backoff;
    private Report end;
    private long timer = -1;
    private boolean closed;
    private Future<Void> gone = Future.succeededFuture();

    RacetimeBot(Surroundings around, Assignment assignment, Reports reports, Parts parts) {
        this.around = around;
        this.interval = assignment.interval();
        this.reports = reports;
        this.api = parts.api();
        this.tokens = parts.tokens(this);
        this.rooms = parts.rooms(this);
        this.findings = new Findings(rooms);
        this.backoff = ConnectionBackoff.of(around.pacing().api());
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
        if (tokens.holds()) {
            ask(tokens.age());
        } else {
            tokens.fetch().onSuccess(this::asNew);
        }
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
        if (!closed) {
            leave();
            found(Report.lost("closed", "The bot was disconnected.", Facts.NONE));
        }
        return gone;
    }

    /** With the token that was just fetched: if that is refused, it is the bot. */
    private void asNew(Verdict fetched) {
        if (fetched.meaning() == Verdict.Meaning.PROVEN) {
            ask(Duration.ZERO);
        } else {
            inTrouble(fetched, Duration.ZERO);
        }
    }

    private void ask(Duration tokenAge) {
        if (!closed) {
            api.category(tokens.current())
                    .onSuccess(answer -> answered(answer, tokenAge))
                    .onFailure(failure ->
                            inTrouble(around.classification().unanswered(Unanswered.of(failure)), Duration.ZERO));
        }
    }

    private void answered(Answer answer, Duration tokenAge) {
        if (closed) {
            return;
        }
        List<Race> races = answer.json() == null ? null : Race.current(answer.json());
        Verdict verdict = around.classification().data(answer.status(), races != null, tokenAge);
        switch (verdict.meaning()) {
            case PROVEN -> proven(races, answer.cachedFor());
            case REFRESH_TOKEN -> tokens.fetch().onSuccess(this::asNew);
            case AUTH_FAILED -> over(findings.refused(verdict));
            case WRONG_CATEGORY -> over(findings.misconfigured(verdict));
            default -> inTrouble(verdict, answer.retryAfter());
        }
    }

    private void proven(List<Race> races, Duration cachedFor) {
        backoff = backoff.openSince() == null ? backoff.opened(around.clock().instant()) : backoff.ponged();
        rooms.are(races);
        Duration pause = around.pacing().nextLook(cachedFor, interval);
        later(pause.minus(around.jitter(pause.dividedBy(10)))); // bots that began together drift apart
        found(findings.proven());
    }

    private void inTrouble(Verdict verdict, Duration retryAfter) {
        if (closed) {
            return;
        }
        backoff = backoff.lost(around.clock().instant());
        Duration pause = backoff.pause(around.random());
        Duration asked = around.pacing().nextLook(retryAfter, interval);
        later(retryAfter.compareTo(pause) > 0 ? asked : pause);
        found(findings.inTrouble(verdict));
    }

    @Override
    public AccessToken token() {
        return tokens.current();
    }

    @Override
    public void renewed() {
        findings.token(null);
        rooms.renew();
    }

    @Override
    public void notRenewed(Verdict verdict) {
        if (verdict.meaning() == Verdict.Meaning.AUTH_FAILED) {
            over(findings.refused(verdict));
        } else if (!tokens.holds()) {
            over(findings.noToken(verdict));
        } else {
            findings.token(verdict);
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
        over(findings.refused(verdict));
    }

    /** What is found by a look is told by that. */
    @Override
    public void changed() {
        if (!closed && findings.any() && looking == null) {
            reports.tell(findings.report());
        }
    }

    @Override
    public void over(Room room) {
        rooms.remove(room);
        changed();
    }

    private void over(Report report) {
        if (!closed) {
            end = report;
            leave();
            found(report);
        }
    }

    private void leave() {
        closed = true;
        tokens.close();
        later(null);
        gone = rooms.close();
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
        timer = pause == null ? -1 : around.after(pause, this::look);
    }
}
