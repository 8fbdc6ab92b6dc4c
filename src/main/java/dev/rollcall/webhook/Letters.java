package dev.rollcall.webhook;

import dev.rollcall.access.WebhookConfig;
import dev.rollcall.access.WebhookSettings;
import dev.rollcall.platform.Masking;
import dev.rollcall.platform.OutboundUrl;
import dev.rollcall.platform.Seal;
import dev.rollcall.webhook.Outbox.Claim;
import dev.rollcall.webhook.Sender.Letter;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Writes a delivery as it is sent: its body as it is stored, headers, and the signatures of its receiver's secrets. */
@ApplicationScoped
class Letters {

    /** Everything is allowed where an operator has said where to. */
    private static final OutboundUrl.Rules SYSTEM_RULES = new OutboundUrl.Rules(true, true);

    /** @param masking hides the secrets in what is answered */
    record Signed(Letter letter, Masking masking) {}

    private final Seal seal;
    private final OutboundUrl.Rules rules;
    private final DeliveryConfig config;
    private final Clock clock;

    Letters(Seal seal, WebhookConfig webhooks, DeliveryConfig config, Clock clock) {
        this.seal = seal;
        this.rules = webhooks.rules();
        this.config = config;
        this.clock = clock;
    }

    /** @throws Seal.BrokenException when a secret was sealed under another server key */
    Signed write(Claim claim, String url) throws Seal.BrokenException {
        List<String> secrets = secrets(claim);
        byte[] body = claim.payload().getBytes(StandardCharsets.UTF_8);
        return new Signed(
                new Letter(url, claim.ofSystem() ? SYSTEM_RULES : rules, headers(claim, body, secrets), body),
                Masking.of(secrets.toArray(String[]::new)));
    }

    private List<String> secrets(Claim claim) {
        if (claim.ofSystem()) {
            return config.systemSecret().stream().toList();
        }
        String present = claim.ofBot()
                ? open(claim.secret(), BotWebhooks.place(claim.meetingId()))
                : open(claim.secret(), WebhookSettings.place(claim.userId()));
        String former = claim.formerSecret() == null
                ? null
                : open(claim.formerSecret(), WebhookSettings.placeOfFormer(claim.userId()));
        return Stream.of(present, former, claim.adoptedSecret())
                .filter(secret -> secret != null)
                .toList();
    }

    private String open(String sealed, String place) {
        return sealed == null ? null : seal.open(sealed, place);
    }

    private Map<String, String> headers(Claim claim, byte[] body, List<String> secrets) {
        long timestamp = clock.instant().getEpochSecond();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Webhook-Id", claim.eventId());
        headers.put("X-Webhook-Event", claim.eventType());
        headers.put("X-Webhook-Attempt", String.valueOf(claim.tries()));
        headers.put("X-Webhook-Timestamp", String.valueOf(timestamp));
        if (claim.seq() != null) {
            headers.put("X-Webhook-Sequence", String.valueOf(claim.seq()));
        }
        if (!secrets.isEmpty()) {
            headers.put("X-Webhook-Signature", Signature.header(timestamp, body, secrets));
            if (config.bearerSecret()) {
                headers.put("Authorization", "Bearer " + secrets.get(0));
            }
        }
        return headers;
    }
}
