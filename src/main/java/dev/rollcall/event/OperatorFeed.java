package dev.rollcall.event;

/** The feed of what belongs to no user, such as standing bots: kept like those of users, under a number that no user has. */
public final class OperatorFeed {

    /** In the place of a user's id, which begin at 1. */
    public static final long ID = 0;

    private OperatorFeed() {}
}
