package dev.rollcall.runtime;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One bot to launch. Its handle is fixed by meeting and attempt, so that a create that timed out finds itself again.
 *
 * @param environment all that the bot gets; holds secrets, hence not in {@link #toString()}
 */
public record Workload(
        String handle, long meetingId, int attempt, long userId, String platform, Map<String, String> environment) {

    private static final Pattern HANDLE = Pattern.compile("rollcall-bot-(\\d{1,18})-(\\d{1,9})");

    public Workload {
        environment = Map.copyOf(environment);
    }

    public static String handleOf(long meetingId, int attempt) {
        return "rollcall-bot-" + meetingId + "-" + attempt;
    }

    /** The meeting and attempt that a handle names; empty when it is not one of ours. */
    public static Optional<Identity> identify(String handle) {
        Matcher match = HANDLE.matcher(handle);
        return match.matches()
                ? Optional.of(new Identity(Long.parseLong(match.group(1)), Integer.parseInt(match.group(2))))
                : Optional.empty();
    }

    public record Identity(long meetingId, int attempt) {}

    @Override
    public String toString() {
        return "Workload[handle=" + handle + ", userId=" + userId + ", platform=" + platform + ", environment="
                + environment.keySet() + "]";
    }
}
