package dev.rollcall.dashboard;

import java.util.Arrays;
import java.util.List;

/** What stands in the bar on top: one line for each page that is reached from everywhere. */
enum Navigation {
    FLEET("Fleet", "/ui/fleet", "fleet", Audience.ADMINS),
    MEETINGS("Meetings", "/ui/meetings", "meetings", Audience.ALL),
    SEND("Send a bot", "/ui/send", "send", Audience.USERS),
    MINUTES("Minutes", MinutesPage.PATH, "minutes", Audience.USERS),
    STANDING("Standing bots", StandingPage.PATH, "standing", Audience.ADMINS),
    USERS("Users", UsersPage.PATH, "users", Audience.ADMINS),
    WEBHOOKS("Webhooks", WebhooksPage.PATH, "webhooks", Audience.ALL),
    OPERATIONS("Operations", OperationsPage.PATH, "operations", Audience.ADMINS);

    private enum Audience {
        ALL,
        ADMINS,
        USERS
    }

    /** @param current the page that is shown is this one, or stands below it */
    record Item(String title, String path, String icon, boolean current) {}

    private final String title;
    private final String path;
    private final String icon;
    private final Audience audience;

    Navigation(String title, String path, String icon, Audience audience) {
        this.title = title;
        this.path = path;
        this.icon = icon;
        this.audience = audience;
    }

    static List<Item> of(boolean admin, String shown) {
        Audience own = admin ? Audience.ADMINS : Audience.USERS;
        return Arrays.stream(values())
                .filter(page -> page.audience == Audience.ALL || page.audience == own)
                .map(page -> new Item(page.title, page.path, page.icon, page.isShownAt(shown)))
                .toList();
    }

    /** Where one lands after the login. */
    static String home(boolean admin) {
        return admin ? FLEET.path : MEETINGS.path;
    }

    private boolean isShownAt(String shown) {
        return shown.equals(path) || shown.startsWith(path + "/");
    }
}
