package dev.rollcall.meeting;

import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Problem;

/**
 * The meeting that a path names: /bots/{platform}/{native_meeting_id}. The id is in the spelling in which POST /bots
 * stores it.
 */
public record MeetingKey(Platform platform, String nativeId) {

    /**
     * @throws Problem 422 for an unknown platform, or an id that no meeting can have at all. An id that only does not
     *     look like this platform's ids is kept: meetings of older services may have it, and otherwise none is found.
     */
    public static MeetingKey of(String platform, String nativeId) {
        var errors = new FieldErrors();
        var known = Platform.find(platform);
        errors.addUnless(known.isPresent(), "platform", "platform must be one of " + Platform.known() + ".");
        errors.addUnless(
                nativeId != null
                        && !nativeId.isBlank()
                        && nativeId.length() <= NativeId.LONGEST
                        && !Printable.hasControl(nativeId),
                "native_meeting_id",
                "native_meeting_id must be 1 to " + NativeId.LONGEST + " characters long, without control characters.");
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors.list());
        }
        return new MeetingKey(
                known.get(), NativeId.normalise(known.get(), nativeId).orElse(nativeId.strip()));
    }
}
