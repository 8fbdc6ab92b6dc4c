package dev.rollcall.meeting;

import dev.rollcall.platform.Printable;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a passcode may look like on each platform. Pure. */
final class Passcode {

    static final int LONGEST = 255;

    // Four is the shortest that was seen; the older limit of eight refused real meetings.
    private static final Pattern TEAMS = Pattern.compile("[A-Za-z0-9]{4,20}");

    private Passcode() {}

    /** What is wrong with it, as a sentence; empty when nothing is. Null is no passcode, and right everywhere. */
    static Optional<String> fault(Platform platform, String passcode) {
        if (passcode == null) {
            return Optional.empty();
        }
        return switch (platform) {
            case GOOGLE_MEET -> Optional.of("Passcode is not supported for Google Meet meetings.");
            case TEAMS ->
                unless(TEAMS.matcher(passcode).matches(), "A Teams passcode must be 4 to 20 letters and digits.");
            case ZOOM ->
                unless(
                        passcode.length() <= LONGEST && !Printable.hasControl(passcode),
                        "A Zoom passcode must be at most " + LONGEST + " characters long, without control characters.");
        };
    }

    private static Optional<String> unless(boolean right, String fault) {
        return right ? Optional.empty() : Optional.of(fault);
    }
}
