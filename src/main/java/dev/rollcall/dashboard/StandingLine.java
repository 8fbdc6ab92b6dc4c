package dev.rollcall.dashboard;

import dev.rollcall.standing.ConnectionDays.Turn;
import dev.rollcall.standing.StandingApi.StandingBot;
import java.time.Instant;
import java.util.List;

/**
 * A standing bot as the list shows it, and the page of its own, too.
 *
 * @param tip what its badge says when it is pointed at
 * @param message what people should know of its status; null for nothing
 * @param pausedUntil null when it is not paused
 */
record StandingLine(
        long id,
        String name,
        String category,
        String connector,
        String baseUrl,
        boolean active,
        Badge badge,
        String tip,
        String message,
        Instant lastConnectedAt,
        Instant lastCheckAt,
        Instant pausedUntil,
        Uptime uptime) {

    static StandingLine of(StandingBot bot, List<Turn> day, Instant now) {
        Badge badge = ConnectionBadge.of(bot.statusName());
        boolean told = bot.statusMessage() != null && !bot.statusMessage().isBlank();
        Instant paused = bot.pausedUntil();
        return new StandingLine(
                bot.id(),
                bot.name(),
                bot.category(),
                bot.connector(),
                bot.baseUrl(),
                bot.isActive(),
                badge,
                told ? bot.statusMessage() : badge.tooltip(),
                told ? bot.statusMessage() : null,
                bot.lastConnectedAt(),
                bot.lastStatusCheckAt(),
                paused != null && paused.isAfter(now) ? paused : null,
                Uptime.of(day, now));
    }

    /** Without the address, which may hold a secret. */
    @Override
    public String toString() {
        return "StandingLine[id=" + id + ", connector=" + connector + "]";
    }
}
