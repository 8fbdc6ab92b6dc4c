package dev.rollcall.meeting;

import dev.rollcall.access.WebhookFields;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.OutboundUrl;
import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Problem.FieldError;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Decides whether a request for a bot is valid, and says all that is wrong with it at once. Pure. */
final class BotRequestValidation {

    static final int LONGEST_BOT_NAME = 100;

    private static final List<String> TASKS = List.of("transcribe", "translate");
    private static final List<String> TIERS = List.of("realtime", "deferred");
    private static final Map<String, Integer> LONGEST = Map.of(
            "native_meeting_id", NativeId.LONGEST,
            "passcode", Passcode.LONGEST,
            "bot_name", LONGEST_BOT_NAME,
            "default_avatar_url", Link.LONGEST,
            "zoom_obf_token", 4096);

    private static final OutboundUrl.Rules STRICT = new OutboundUrl.Rules(false, false);

    private BotRequestValidation() {}

    sealed interface Verdict {

        /** The order, or the problem to answer with: 422 with every field error. */
        BotOrder orThrow();
    }

    record Valid(BotOrder order) implements Verdict {
        @Override
        public BotOrder orThrow() {
            return order;
        }
    }

    record Invalid(List<FieldError> errors) implements Verdict {
        @Override
        public BotOrder orThrow() {
            throw Problem.invalid(errors);
        }
    }

    /** With a webhook on the open internet, if any. */
    static Verdict check(BotRequest request, boolean simulationAllowed) {
        return check(request, simulationAllowed, STRICT);
    }

    /**
     * @param request null when the body was empty or the JSON word null
     * @param simulationAllowed whether {@code rollcall.simulation.enabled} is set
     * @param rules where a webhook may lead
     */
    static Verdict check(BotRequest request, boolean simulationAllowed, OutboundUrl.Rules rules) {
        if (request == null) {
            return new Invalid(List.of(new FieldError("body", "The request body must be a JSON object.")));
        }
        var errors = new FieldErrors(request.faults());
        if (errors.has("body")) {
            return new Invalid(errors.list());
        }
        checkTexts(request, errors);
        var target = MeetingTarget.of(request, errors);
        String language = word(request.language());
        errors.addUnless(
                language == null || Languages.isKnown(language),
                "language",
                "language must be one of the codes that whisper knows, such as en, de or yue.");
        String task = oneOf(TASKS, "task", request.task(), errors);
        String tier = oneOf(TIERS, "transcription_tier", request.transcriptionTier(), errors);
        checkAvatar(request, errors);
        Map<String, Object> simulate = Simulation.of(request.simulate(), simulationAllowed, errors);
        WebhookFields webhook =
                WebhookFields.of(request.webhookUrl(), request.webhookSecret(), request.webhookEvents(), errors, rules);
        return errors.isEmpty()
                ? new Valid(order(request, target.orElseThrow(), language, task, tier, webhook, simulate))
                : new Invalid(errors.list());
    }

    private static void checkTexts(BotRequest request, FieldErrors errors) {
        request.texts().forEach((name, text) -> {
            errors.addUnless(
                    text.codePointCount(0, text.length()) <= LONGEST.get(name),
                    name,
                    name + " must be at most " + LONGEST.get(name) + " characters long.");
            errors.addUnless(!Printable.hasControl(text), name, name + " must not contain control characters.");
        });
    }

    private static void checkAvatar(BotRequest request, FieldErrors errors) {
        String avatar = request.defaultAvatarUrl();
        errors.addUnless(
                avatar == null || avatar.matches("(?i)https?://[^\\s/?#]\\S*"),
                "default_avatar_url",
                "default_avatar_url must be an http or https link.");
    }

    private static String oneOf(List<String> words, String field, String text, FieldErrors errors) {
        String word = word(text);
        errors.addUnless(
                word == null || words.contains(word), field, field + " must be " + String.join(" or ", words) + ".");
        return word;
    }

    private static String word(String text) {
        return text == null ? null : text.strip().toLowerCase(Locale.ROOT);
    }

    private static BotOrder order(
            BotRequest request,
            MeetingTarget target,
            String language,
            String task,
            String tier,
            WebhookFields webhook,
            Map<String, Object> simulate) {
        return new BotOrder(
                target.platform(),
                target.nativeId(),
                target.passcode(),
                target.url(),
                target.teamsBaseHost(),
                request.botName() == null ? null : request.botName().strip(),
                language,
                task,
                Objects.requireNonNullElse(tier, TIERS.get(0)),
                request.recordingEnabled(),
                request.transcribeEnabled(),
                request.voiceAgentEnabled(),
                request.defaultAvatarUrl(),
                request.zoomObfToken(),
                request.automaticLeave(),
                Boolean.TRUE.equals(request.continueMeeting()),
                webhook,
                simulate);
    }
}
