package dev.rollcall.meeting;

/** An order that wants a slot of its user's limit. No record: two that say the same are two. */
final class SlotRequest {

    private final long userId;
    private final BotOrder order;

    SlotRequest(long userId, BotOrder order) {
        this.userId = userId;
        this.order = order;
    }

    long userId() {
        return userId;
    }

    BotOrder order() {
        return order;
    }
}
