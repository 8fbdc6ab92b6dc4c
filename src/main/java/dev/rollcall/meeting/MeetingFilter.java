package dev.rollcall.meeting;

import dev.rollcall.lifecycle.Status;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;

/**
 * Which meetings a list shows.
 *
 * @param status null for all
 * @param platform null for all
 * @param limit 1 to 100
 */
record MeetingFilter(String status, String platform, int limit, int offset) {

    private static final int LARGEST_PAGE = 100;

    static MeetingFilter of(String status, String platform, int limit, int offset) {
        List<FieldError> errors = new ArrayList<>();
        if (status != null && Status.of(status).isEmpty()) {
            errors.add(new FieldError(
                    "status",
                    "status must be one of requested, joining, awaiting_admission, active, "
                            + "stopping, completed, failed."));
        }
        if (platform != null && Platform.find(platform).isEmpty()) {
            errors.add(new FieldError("platform", "platform must be one of " + Platform.known() + "."));
        }
        if (limit < 1 || limit > LARGEST_PAGE) {
            errors.add(new FieldError("limit", "limit must be from 1 to " + LARGEST_PAGE + "."));
        }
        if (offset < 0) {
            errors.add(new FieldError("offset", "offset must not be negative."));
        }
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        return new MeetingFilter(
                status == null ? null : Status.of(status).orElseThrow().word(), platform, limit, offset);
    }
}
