package dev.rollcall.dashboard;

import dev.rollcall.drain.Drain;
import dev.rollcall.fleet.FleetOverview;
import dev.rollcall.meeting.Platform;
import java.util.List;
import java.util.Map;

/**
 * What the page of the fleet shows.
 *
 * @param activity empty when it could not be read
 */
record FleetView(
        long total,
        String runtime,
        List<StatusCount> statuses,
        List<PlatformCount> platforms,
        List<Sparkline> activity,
        List<TroubledBot> troubled,
        Drain drain,
        List<ServiceHealth.Line> health) {

    record StatusCount(Badge badge, String status, long bots) {}

    record PlatformCount(String title, String platform, long bots) {}

    /** @param why in words, the most urgent first */
    record TroubledBot(FleetOverview.Troubled bot, Badge badge, String platform, String deadline, String why) {

        private static TroubledBot of(FleetOverview.Troubled bot) {
            return new TroubledBot(
                    bot, Badge.of(bot.status()), title(bot.platform()), Words.deadline(bot.onDeadline()), why(bot));
        }

        private static String why(FleetOverview.Troubled bot) {
            if (bot.overdue()) {
                return "Overdue";
            }
            return bot.needsHelp() ? "Asks for help" : "Silent";
        }
    }

    static FleetView of(
            FleetOverview.Live live,
            List<Sparkline> activity,
            List<FleetOverview.Troubled> troubled,
            Drain drain,
            List<ServiceHealth.Line> health) {
        return new FleetView(
                live.total(),
                live.runtime(),
                statuses(live),
                live.byPlatform().entrySet().stream().map(FleetView::platform).toList(),
                activity,
                troubled.stream().map(TroubledBot::of).toList(),
                drain,
                health);
    }

    static List<StatusCount> statuses(FleetOverview.Live live) {
        return live.byStatus().entrySet().stream().map(FleetView::status).toList();
    }

    private static StatusCount status(Map.Entry<String, Long> count) {
        return new StatusCount(Badge.of(count.getKey()), count.getKey(), count.getValue());
    }

    private static PlatformCount platform(Map.Entry<String, Long> count) {
        return new PlatformCount(title(count.getKey()), count.getKey(), count.getValue());
    }

    static String title(String platform) {
        return Platform.find(platform).map(Platform::title).orElse(platform);
    }
}
