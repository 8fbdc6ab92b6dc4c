package dev.rollcall.meeting;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The id that the platform itself gives a meeting, in the one spelling that is stored and compared. People paste ids as
 * the invitations print them ("123 4567 8901", "ABC-DEFG-HIJ"); two spellings of one meeting must not become two bots.
 * Pure: this file imports java.* only.
 */
final class NativeId {

    static final int LONGEST = 255;

    // A meeting code (abc-defg-hij) or the nickname of an organisation's meeting.
    private static final Pattern GOOGLE_MEET = Pattern.compile("[a-z0-9][a-z0-9-]{3,38}[a-z0-9]");
    // Pages of meet.google.com that only look like nicknames; people do paste them.
    private static final Set<String> GOOGLE_MEET_PAGES = Set.of("landing", "lookup", "about");
    private static final Pattern TEAMS_NUMBER = Pattern.compile("[0-9]{10,15}");
    private static final Pattern TEAMS_LINK_HASH = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern ZOOM = Pattern.compile("[0-9]{9,11}");
    private static final Pattern GROUPING = Pattern.compile("[\\s\\u00a0-]+");

    private NativeId() {}

    /** The id as it is stored, or empty when it has not the platform's form. Idempotent. */
    static Optional<String> normalise(Platform platform, String raw) {
        if (raw == null || raw.length() > LONGEST) {
            return Optional.empty();
        }
        String id = raw.strip().toLowerCase(Locale.ROOT);
        return switch (platform) {
            case GOOGLE_MEET ->
                Optional.of(id).filter(matching(GOOGLE_MEET)).filter(code -> !GOOGLE_MEET_PAGES.contains(code));
            case TEAMS ->
                Optional.of(ungrouped(id))
                        .filter(matching(TEAMS_NUMBER))
                        .or(() -> Optional.of(id).filter(NativeId::standsForTeamsLink));
            case ZOOM -> Optional.of(ungrouped(id)).filter(matching(ZOOM));
        };
    }

    /** What the platform's ids look like, as a sentence about {@code native_meeting_id}. */
    static String expected(Platform platform) {
        return switch (platform) {
            case GOOGLE_MEET ->
                "native_meeting_id of a Google Meet meeting must look like abc-defg-hij,"
                        + " or be a nickname of 5 to 40 letters, digits and dashes.";
            case TEAMS ->
                "native_meeting_id of a Teams meeting must be a number of 10 to 15 digits,"
                        + " or the 16 hexadecimal digits that stand for a long link.";
            case ZOOM -> "native_meeting_id of a Zoom meeting must be a number of 9 to 11 digits.";
        };
    }

    /** Whether this Teams id is the hash of a long link, from which no link can be built. */
    static boolean standsForTeamsLink(String id) {
        return TEAMS_LINK_HASH.matcher(id).matches();
    }

    private static String ungrouped(String id) {
        return GROUPING.matcher(id).replaceAll("");
    }

    private static Predicate<String> matching(Pattern pattern) {
        return pattern.asMatchPredicate();
    }
}
