package dev.rollcall.runtime.kubernetes;

import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.LaunchOutcome.Ambiguous;
import dev.rollcall.runtime.LaunchOutcome.Busy;
import dev.rollcall.runtime.LaunchOutcome.Quota;
import dev.rollcall.runtime.LaunchOutcome.Refused;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** What an error of the API server means for a launch (docs/decisions/0024). */
final class ApiTrouble {

    private static final int LONGEST = 500;

    private ApiTrouble() {}

    static boolean alreadyExists(KubernetesClientException trouble) {
        return trouble.getCode() == 409 && "AlreadyExists".equals(word(trouble));
    }

    static boolean notFound(KubernetesClientException trouble) {
        return trouble.getCode() == 404;
    }

    /** For every error but {@link #alreadyExists}. */
    static LaunchOutcome outcome(KubernetesClientException trouble) {
        String reason = reason(trouble);
        return switch (trouble.getCode()) {
            case 403 -> isQuota(reason) ? new Quota(reason) : new Refused(reason);
            case 400, 404, 405, 410, 413, 415, 422 -> new Refused(reason);
            // A token that is just being renewed; two that meet in a quota's count; a full or starting API server.
            case 401, 409, 429, 500, 503 -> new Busy(reason);
            // No answer, or somebody else's: what was asked for may still happen.
            default -> new Ambiguous(reason);
        };
    }

    /** "Unknown" is a quota that is new, and whose use nobody has counted yet. */
    private static boolean isQuota(String reason) {
        return reason.contains("exceeded quota") || reason.contains("status unknown for quota");
    }

    /** For logs and histories. What a Secret holds is in no answer about it but one: "cannot be handled", code 400. */
    static String reason(KubernetesClientException trouble) {
        String said = trouble.getStatus() == null ? null : trouble.getStatus().getMessage();
        if (trouble.getCode() <= 0) {
            return "The API server did not answer: " + cause(trouble);
        }
        if (said == null) {
            return "The API server answered " + trouble.getCode() + ".";
        }
        if (trouble.getCode() == 400) {
            return "The API server answered 400 " + word(trouble) + ".";
        }
        return said.length() <= LONGEST ? said : said.substring(0, LONGEST) + "…";
    }

    private static String word(KubernetesClientException trouble) {
        return trouble.getStatus() == null ? null : trouble.getStatus().getReason();
    }

    private static String cause(Throwable trouble) {
        Throwable deepest = trouble;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        return deepest == trouble ? trouble.getMessage() : deepest.toString();
    }
}
