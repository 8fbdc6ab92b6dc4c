package dev.rollcall.dashboard;

import java.util.Arrays;
import java.util.Locale;

/** What a page says after a form has done its work. Its name stands in the address, its words only here. */
enum Said {
    NOTHING(""),
    USER_CREATED("The user is there. What is still missing is an API key."),
    LIMIT_CHANGED("The limit is changed. It counts for new bots from now on."),
    BOTS_STOPPED("All bots of this user were told to leave."),
    BOTS_LEFT("Not every bot could be told to leave in time. Press the button again for the rest."),
    KEY_REVOKED("The API key is revoked: it opens nothing any more."),
    KEY_GONE("There was no such API key any more."),
    DRAINED("The fleet is drained: no replica accepts new bots."),
    OPENED("The fleet is open again."),
    BREAKER_RELEASED("The breaker is open for ten minutes: what it held back is ended by the next passes."),
    STRAYS_RELEASED("The strays that are there are removed by the next passes."),
    ALL_STOPPED("Every bot of every user was told to leave."),
    WEBHOOK_SAVED("The webhook is saved. It is told of what happens from now on."),
    SECRET_CHANGED("The secret is changed. It is not shown again."),
    WEBHOOK_REMOVED("The webhook is taken away. Nothing is sent any more."),
    RESUMED("The webhook goes on: what waits is sent."),
    SKIPPED("The webhook goes on, without what was waiting."),
    TASKS_WANTED("Meetings that end from now on get a summary and tasks."),
    TASKS_NOT_WANTED("Summary and tasks are no longer made by themselves."),
    STANDING_CREATED("The standing bot is there. Its connection is made by itself."),
    STANDING_CHANGED("The standing bot is changed, and connects anew where that needs it."),
    STANDING_DELETED("The standing bot is deleted, and its connection is closed."),
    CONNECTION_STARTED("Started: the connection is being made."),
    CONNECTION_STOPPED("Stopped: the connection stays closed until it is started again."),
    CONNECTION_RESTARTED("Restarted: the connection is made anew."),
    CONNECTION_PAUSED("Paused for an hour: then it connects by itself."),
    CONNECTION_CHECKED("Checked just now: below is what was found.");

    private final String words;

    Said(String words) {
        this.words = words;
    }

    static Said of(String parameter) {
        return Arrays.stream(values())
                .filter(said -> said.parameter().equals(parameter))
                .findFirst()
                .orElse(NOTHING);
    }

    /** The address of a page that says this. */
    String at(String path) {
        return path + "?said=" + parameter();
    }

    private String parameter() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String words() {
        return words;
    }
}
