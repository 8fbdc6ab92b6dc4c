package dev.rollcall.tracing;

import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Reads the meeting off the address of a request, where it stands in it: /meetings/{id}, /admin/bots/{meeting_id}. */
class MeetingOnRequests {

    private final Tracing tracing;

    MeetingOnRequests(Tracing tracing) {
        this.tracing = tracing;
    }

    @ServerRequestFilter
    void mark(UriInfo uri) {
        boolean ofMeetings = uri.getPath().startsWith("/meetings/");
        String id = uri.getPathParameters().getFirst(ofMeetings ? "id" : "meeting_id");
        if (id != null && id.matches("\\d{1,18}")) {
            tracing.request(Long.parseLong(id));
        }
    }
}
