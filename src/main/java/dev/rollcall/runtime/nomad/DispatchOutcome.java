package dev.rollcall.runtime.nomad;

import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.LaunchOutcome.Ambiguous;
import dev.rollcall.runtime.LaunchOutcome.Busy;
import dev.rollcall.runtime.LaunchOutcome.Launched;
import dev.rollcall.runtime.LaunchOutcome.Quota;
import dev.rollcall.runtime.LaunchOutcome.Refused;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/** What follows from Nomad's answer to a dispatch. What the caller has done wrong is a 500 there: its words tell. */
final class DispatchOutcome {

    /** What Nomad checks before it makes anything, and what no later try changes. */
    private static final List<String> MISTAKES =
            List.of("is not a parameterized job", "is stopped", "payload", "metadata keys", "meta keys", "invalid");

    private static final List<String> PASSING = List.of(
            "no cluster leader", "no path to region", "rate limit", "registration, dispatch, and scale are disabled");

    private DispatchOutcome() {}

    static LaunchOutcome of(Answer answer, String job, String handle) {
        if (answer.ok()) {
            return dispatched(answer, job, handle);
        }
        String words = answer.body().toLowerCase(Locale.ROOT);
        if (words.contains("quota")) {
            return new Quota(answer.words());
        }
        if (answer.status() == 429 || answer.status() == 503 || saysAny(words, PASSING)) {
            return new Busy(answer.words());
        }
        if (answer.status() == 403) {
            return new Refused(
                    answer.words() + ". The token in rollcall.nomad.token (NOMAD_TOKEN) is wrong, or its policy"
                            + " does not allow dispatch-job in this namespace.");
        }
        if (answer.missing() || words.contains("job not found")) {
            return new Refused("Nomad has no job called '" + job + "' in this namespace and region: register"
                    + " deployment/nomad/bot.nomad.hcl, or name yours in rollcall.nomad.job.");
        }
        return answer.status() < 500 || saysAny(words, MISTAKES)
                ? new Refused(answer.words())
                : new Ambiguous(answer.words()); // it may have made the job before it got into trouble
    }

    private static LaunchOutcome dispatched(Answer answer, String job, String handle) {
        String id = answer.object().getString("DispatchedJobID", "");
        return BotJob.handle(job, id).filter(handle::equals).isPresent()
                ? new Launched()
                : new Refused(
                        "Nomad has called the job '" + id + "', without the handle: bots need Nomad 1.4.1 or newer.");
    }

    /** Nothing was sent when there was no connection; otherwise it may be there. */
    static LaunchOutcome of(Throwable failure) {
        boolean nothingSent = failure instanceof ConnectException
                || failure.getCause() instanceof ConnectException
                || failure instanceof UnknownHostException;
        String reason = "Nomad cannot be reached: " + failure.getMessage();
        return nothingSent ? new Busy(reason) : new Ambiguous(reason);
    }

    private static boolean saysAny(String words, List<String> phrases) {
        return phrases.stream().anyMatch(words::contains);
    }
}
