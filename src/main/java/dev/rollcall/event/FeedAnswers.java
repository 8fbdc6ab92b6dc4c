package dev.rollcall.event;

import dev.rollcall.event.FeedApi.Page;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.LongPoll;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** A page of a feed, as it was asked for. */
@ApplicationScoped
class FeedAnswers {

    private final FeedPages pages;
    private final FeedWaits waits;

    FeedAnswers(FeedPages pages, FeedWaits waits) {
        this.pages = pages;
        this.waits = waits;
    }

    /**
     * @param feedId of a user, or {@link OperatorFeed#ID}
     * @throws dev.rollcall.platform.Problem 422 for a parameter that is not valid
     */
    Uni<Page> page(long feedId, String after, String limit, String wait, RoutingContext request) {
        FeedStart start = FeedStart.of("after", after, new FeedStart.Oldest());
        var errors = new FieldErrors();
        int most = (int) errors.wholeNumber("limit", limit, 1, FeedPages.PAGE, FeedPages.PAGE);
        errors.throwIfAny();
        Duration patience = LongPoll.begin(wait, request);
        return start.place(feedId, pages)
                .chain(seq -> waits.next(feedId, seq, patience).map(events -> Page.of(first(most, events), seq)));
    }

    private static List<FeedEvent> first(int most, List<FeedEvent> events) {
        return events.subList(0, Math.min(most, events.size()));
    }
}
