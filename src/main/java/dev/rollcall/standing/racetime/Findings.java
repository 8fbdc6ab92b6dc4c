package dev.rollcall.standing.racetime;

import dev.rollcall.standing.Facts;
import dev.rollcall.standing.Report;

/** What has been found out about a bot so far, and the reports that follow. */
final class Findings {

    private final Rooms rooms;
    private boolean looked;
    private Verdict apiTrouble;
    private Verdict tokenTrouble;

    Findings(Rooms rooms) {
        this.rooms = rooms;
    }

    /** Whether all has been looked at once: before, there is nothing to tell. */
    boolean any() {
        return looked;
    }

    /** The category has accepted the token and told its races. */
    Report proven() {
        looked = true;
        apiTrouble = null;
        return report(rooms().withCredentials(true).withApi(true));
    }

    Report inTrouble(Verdict trouble) {
        looked = true;
        apiTrouble = trouble;
        return report(rooms().withApi(false));
    }

    /** @param trouble with the next token, while the old one still holds; null for none */
    void token(Verdict trouble) {
        tokenTrouble = trouble;
    }

    /** As far as known without looking: nothing new is said of credentials and service. */
    Report report() {
        return report(rooms());
    }

    Report refused(Verdict verdict) {
        return Report.refused(
                verdict.code(),
                verdict.sentence(),
                rooms().withCredentials(false).withApi(true));
    }

    Report noToken(Verdict verdict) {
        return Report.noToken(verdict.code(), verdict.sentence(), rooms().withApi(false));
    }

    Report misconfigured(Verdict verdict) {
        return Report.misconfigured(verdict.code(), verdict.sentence(), rooms().withApi(true));
    }

    private Report report(Facts facts) {
        Verdict trouble = apiTrouble != null ? apiTrouble : tokenTrouble != null ? tokenTrouble : rooms.trouble();
        return trouble == null ? Report.proven(facts) : Report.repairing(trouble.code(), trouble.sentence(), facts);
    }

    private Facts rooms() {
        return looked ? Facts.NONE.withRooms(rooms.open(), rooms.known()) : Facts.NONE;
    }
}
