package dev.rollcall.extract;

import java.time.LocalDate;

/**
 * Something that somebody is to do after the meeting.
 *
 * @param what in the words of the speaker
 * @param owner who is to do it, or null when nobody was named
 * @param due when, as it was said ("by Friday"), or null
 * @param dueDate the day which that means, or null where the words mean no certain day
 * @param lineId the line where it is said first
 */
public record ActionItem(String what, String owner, String due, LocalDate dueDate, long lineId) {

    /** Words stay out of logs. */
    @Override
    public String toString() {
        return "ActionItem[lineId=" + lineId + ", dueDate=" + dueDate + "]";
    }
}
