package dev.rollcall.dashboard;

import dev.rollcall.access.WebhookSettings;
import dev.rollcall.dashboard.WebhooksView.Filter;
import dev.rollcall.dashboard.WebhooksView.Form;
import dev.rollcall.dashboard.WebhooksView.Log;
import dev.rollcall.dashboard.WebhooksView.Receiver;
import dev.rollcall.webhook.Deliveries;
import dev.rollcall.webhook.SystemWebhook;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Reads what the page of webhooks shows: of a user, or of the system (null). */
@ApplicationScoped
class Webhooks {

    private final WebhookSettings settings;
    private final SystemWebhook system;
    private final Deliveries deliveries;
    private final Clock clock;

    Webhooks(WebhookSettings settings, SystemWebhook system, Deliveries deliveries, Clock clock) {
        this.settings = settings;
        this.system = system;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    /** A Problem 422 for a filter that is not valid. */
    Uni<WebhooksView> read(Long userId, Filter filter, Said said) {
        Uni<Log> log = deliveries
                .page(userId, filter.status(), filter.meeting(), null, filter.before())
                .map(page -> Log.of(filter, page, clock.instant()));
        return userId == null ? ofSystem(log, said) : ofUser(userId, log, said);
    }

    private Uni<WebhooksView> ofSystem(Uni<Log> log, Said said) {
        return Uni.combine()
                .all()
                .unis(system.view(), log)
                .with((view, sent) -> new WebhooksView(Receiver.of(view), null, sent, FormErrors.NONE, said));
    }

    private Uni<WebhooksView> ofUser(long userId, Uni<Log> log, Said said) {
        return Uni.combine()
                .all()
                .unis(settings.view(userId), log)
                .with((view, sent) -> new WebhooksView(
                        Receiver.of(view),
                        Form.of(
                                view.webhookUrl(),
                                WebhooksView.wanted(view.webhookEvents()),
                                deliveries.defaultEvents()),
                        sent,
                        FormErrors.NONE,
                        said));
    }
}
