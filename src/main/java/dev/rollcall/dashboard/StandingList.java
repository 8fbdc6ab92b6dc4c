package dev.rollcall.dashboard;

import dev.rollcall.standing.ConnectionDays.Turn;
import dev.rollcall.standing.StandingApi.StandingBots;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the list of standing bots shows.
 *
 * @param self the address of just this list
 * @param first the address of its first page; null on that page
 * @param next the address of the next page; null on the last one
 */
record StandingList(boolean unhealthyOnly, List<StandingLine> bots, String self, String first, String next, Said said) {

    static final int PAGE = 25;

    static StandingList of(
            StandingBots found, Map<Long, List<Turn>> days, boolean unhealthyOnly, int offset, Said said, Instant now) {
        int end = offset + found.bots().size();
        return new StandingList(
                unhealthyOnly,
                found.bots().stream()
                        .map(bot -> StandingLine.of(bot, days.getOrDefault(bot.id(), List.of()), now))
                        .toList(),
                address(unhealthyOnly, offset),
                offset == 0 ? null : address(unhealthyOnly, 0),
                end < found.total() ? address(unhealthyOnly, end) : null,
                said);
    }

    private static String address(boolean unhealthyOnly, int offset) {
        String query = (unhealthyOnly ? "unhealthy=true" : "")
                + (unhealthyOnly && offset > 0 ? "&" : "")
                + (offset > 0 ? "offset=" + offset : "");
        return query.isEmpty() ? StandingPage.PATH : StandingPage.PATH + "?" + query;
    }
}
