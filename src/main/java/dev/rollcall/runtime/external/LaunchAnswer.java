package dev.rollcall.runtime.external;

import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.LaunchOutcome.Ambiguous;
import dev.rollcall.runtime.LaunchOutcome.Busy;
import dev.rollcall.runtime.LaunchOutcome.Refused;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;

/** What follows from the service's answer to a launch that it did not carry out. */
final class LaunchAnswer {

    private LaunchAnswer() {}

    /** The id that the service gave the bot; some count theirs. */
    static Optional<String> botId(ServiceAnswer answer) {
        JsonObject said = answer.json();
        Object id = said == null ? null : said.getValue("bot_id");
        return Optional.ofNullable(id).map(String::valueOf).filter(text -> !text.isBlank());
    }

    static LaunchOutcome refusal(ServiceAnswer answer) {
        return switch (answer.status()) {
            case 429, 503 -> new Busy(answer.words());
            case 401, 403 -> new Refused(answer.words() + ". The token in rollcall.external.token is wrong.");
            default -> answer.status() < 500 ? new Refused(answer.words()) : new Ambiguous(answer.words());
        };
    }

    /** Nothing was sent when there was no connection; otherwise there may be a bot now. */
    static LaunchOutcome of(Throwable failure) {
        boolean nothingSent = failure instanceof ConnectException
                || failure.getCause() instanceof ConnectException
                || failure instanceof UnknownHostException;
        return nothingSent
                ? new Busy("The bot service cannot be reached: " + failure.getMessage())
                : new Ambiguous("The launch by the bot service did not come to an end: " + failure.getMessage());
    }
}
