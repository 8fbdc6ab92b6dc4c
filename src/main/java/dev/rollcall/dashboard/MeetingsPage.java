package dev.rollcall.dashboard;

import dev.rollcall.meeting.MeetingSearch;
import dev.rollcall.meeting.MeetingSearch.Wanted;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestQuery;

/** The meetings: a user's own, or everybody's for admins. What is searched for stands in the address. */
@Path("/")
@Page
@RolesAllowed({"user", "admin"})
@Produces(MediaType.TEXT_HTML)
class MeetingsPage {

    static final String PATH = "/ui/meetings";

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {
        static native TemplateInstance meetings(MeetingList list);

        static native TemplateInstance meetings$found(MeetingList list);
    }

    private final PageContext page;
    private final Viewer viewer;
    private final MeetingSearch search;

    MeetingsPage(PageContext page, Viewer viewer, MeetingSearch search) {
        this.page = page;
        this.viewer = viewer;
        this.search = search;
    }

    @GET
    @Path("ui/meetings")
    public Uni<TemplateInstance> list(
            @RestQuery("search") String text,
            @RestQuery String status,
            @RestQuery String platform,
            @RestQuery String before) {
        Wanted wanted = Wanted.of(viewer.onlyOfUser(), text, status, platform, before);
        return search.find(wanted)
                .map(found -> MeetingList.of(wanted, found))
                .map(list -> page.isPart() ? Templates.meetings$found(list) : Templates.meetings(list));
    }
}
