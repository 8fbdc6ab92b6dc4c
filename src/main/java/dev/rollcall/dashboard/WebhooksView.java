package dev.rollcall.dashboard;

import dev.rollcall.access.WebhookApi.WebhookView;
import dev.rollcall.dashboard.MeetingList.Choice;
import dev.rollcall.webhook.Deliveries;
import dev.rollcall.webhook.DeliveryApi.Delivery;
import dev.rollcall.webhook.DeliveryApi.DeliveryPage;
import dev.rollcall.webhook.SystemWebhook;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the page of webhooks shows: a user's own, or for admins that of the system.
 *
 * @param receiver how it fares
 * @param form the user's; null for the system, whose settings are configuration
 * @param errors what is wrong with what was typed
 */
record WebhooksView(Receiver receiver, Form form, Log log, FormErrors errors, Said said) {

    /**
     * @param host where the system's leads; null for none, and for a user's own, whose address stands in the form
     * @param signed a secret is set
     * @param why it is paused, in words; empty when it is not
     */
    record Receiver(
            boolean present,
            Badge badge,
            String host,
            boolean signed,
            Instant failingSince,
            Instant pausedAt,
            String why,
            int waiting,
            Instant formerSecretUntil) {

        static Receiver of(WebhookView view) {
            return new Receiver(
                    view.webhookUrl() != null,
                    badge(view.webhookUrl() != null, view.pausedAt(), view.failingSince()),
                    null,
                    view.webhookSecret() != null,
                    view.failingSince(),
                    view.pausedAt(),
                    why(view.pausedReason()),
                    view.waiting(),
                    view.formerSecretUntil());
        }

        static Receiver of(SystemWebhook.View view) {
            return new Receiver(
                    view.host() != null,
                    badge(view.host() != null, view.pausedAt(), view.failingSince()),
                    view.host(),
                    view.signed(),
                    view.failingSince(),
                    view.pausedAt(),
                    why(view.pausedReason()),
                    view.waiting(),
                    null);
        }

        private static Badge badge(boolean present, Instant pausedAt, Instant failingSince) {
            if (!present) {
                return new Badge("unknown", "Not set", "Nobody is told.");
            }
            if (pausedAt != null) {
                return new Badge("failed", "Paused", "Nothing is sent until you resume it.");
            }
            return failingSince != null
                    ? new Badge("alert", "Failing", "It is tried again and again.")
                    : new Badge("ok", "Working", "What was sent last was taken.");
        }

        private static String why(String reason) {
            if (reason == null) {
                return "";
            }
            return switch (reason) {
                case "gone" -> "It answered 410: it wants no more.";
                case "failing" -> "It failed for too long.";
                default -> reason;
            };
        }
    }

    record EventChoice(String name, String when, boolean chosen) {}

    /** @param unsetEvents what is sent when no event is ticked */
    record Form(String url, List<EventChoice> events, String unsetEvents) {

        private static final List<EventChoice> KNOWN = List.of(
                new EventChoice("meeting.completed", "a meeting is over, as it should be", false),
                new EventChoice("meeting.started", "the bot is in the meeting", false),
                new EventChoice("bot.failed", "a meeting ended as failed", false),
                new EventChoice("meeting.status_change", "every change of status, these three included", false),
                new EventChoice("bot.reported", "a service has said how far a bot is", false),
                new EventChoice("webhook.paused", "another webhook of yours is paused", false));

        static Form of(String url, Set<String> chosen, List<String> unset) {
            List<EventChoice> events = new ArrayList<>();
            KNOWN.forEach(
                    event -> events.add(new EventChoice(event.name(), event.when(), chosen.contains(event.name()))));
            chosen.stream()
                    .filter(name ->
                            KNOWN.stream().noneMatch(event -> event.name().equals(name)))
                    .forEach(name -> events.add(new EventChoice(name, "", true)));
            return new Form(url == null ? "" : url, events, String.join(", ", unset));
        }

        /** Without the address, which may be a secret. */
        @Override
        public String toString() {
            return "Form[events=" + events + "]";
        }
    }

    /** Those that are wanted: named, and true. */
    static Set<String> wanted(Map<String, Object> events) {
        return events.entrySet().stream()
                .filter(event -> Boolean.TRUE.equals(event.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The log of deliveries.
     *
     * @param meeting whose deliveries alone are shown; empty for all
     * @param self the address of just this page
     * @param first the address of the first page; null on that page
     * @param next the address of the next page; null on the last one
     */
    record Log(
            List<Line> deliveries,
            List<Choice> states,
            String meeting,
            boolean filtered,
            String self,
            String first,
            String next) {

        static Log of(Filter filter, DeliveryPage page, Instant now) {
            return new Log(
                    page.deliveries().stream()
                            .map(delivery -> Line.of(delivery, now))
                            .toList(),
                    Deliveries.STATES.stream()
                            .map(state -> new Choice(state, Line.word(state, 0), state.equals(filter.status())))
                            .toList(),
                    filter.meeting(),
                    !filter.status().isEmpty() || !filter.meeting().isEmpty(),
                    filter.address(filter.before()),
                    filter.before().isEmpty() ? null : filter.address(""),
                    page.next() == null ? null : filter.address(page.next().toString()));
        }
    }

    /** Empty texts for what is not asked for. */
    record Filter(String status, String meeting, String before) {

        static final Filter NONE = of(null, null, null);

        static Filter of(String status, String meeting, String before) {
            return new Filter(text(status), text(meeting), text(before));
        }

        private static String text(String parameter) {
            return parameter == null ? "" : parameter.strip();
        }

        private String address(String page) {
            String query = Stream.of(
                            parameter("status", status), parameter("meeting", meeting), parameter("before", page))
                    .filter(parameter -> !parameter.isEmpty())
                    .collect(Collectors.joining("&"));
            return query.isEmpty() ? WebhooksPage.PATH : WebhooksPage.PATH + "?" + query;
        }

        private static String parameter(String name, String value) {
            return value.isEmpty() ? "" : name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        }
    }

    /**
     * @param answer the code of the last one, or why there was none; empty while nothing was tried
     * @param nextAt when it is tried again; null when it is not, and when it only waits for its turn
     */
    record Line(Delivery delivery, Badge badge, String answer, Instant nextAt) {

        static Line of(Delivery delivery, Instant now) {
            Instant next = delivery.nextAttemptAt();
            return new Line(
                    delivery, badge(delivery), answer(delivery), next == null || next.isBefore(now) ? null : next);
        }

        public boolean isPending() {
            return delivery.status().equals("pending");
        }

        private static Badge badge(Delivery delivery) {
            String word = word(delivery.status(), delivery.attempts());
            return switch (delivery.status()) {
                case "delivered" -> new Badge("ok", word, "The receiver took it.");
                case "failed" -> new Badge("failed", word, "Given up.");
                case "dropped" -> new Badge("pause", word, "Not wanted any more.");
                default -> new Badge("clock", word, "It is sent as soon as it may be.");
            };
        }

        static String word(String state, int attempts) {
            return switch (state) {
                case "delivered" -> "Delivered";
                case "failed" -> "Failed";
                case "dropped" -> "Dropped";
                case "pending" -> attempts == 0 ? "Waiting" : "Trying again";
                default -> state;
            };
        }

        private static String answer(Delivery delivery) {
            if (delivery.statusCode() != null) {
                return delivery.statusCode().toString();
            }
            return delivery.error() == null ? "" : delivery.error();
        }
    }
}
