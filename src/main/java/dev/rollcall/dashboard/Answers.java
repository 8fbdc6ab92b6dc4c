package dev.rollcall.dashboard;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Answers to forms. */
final class Answers {

    private Answers() {}

    /** A page of another status than 200, such as a form that is shown again with what is wrong with it (422). */
    static Uni<RestResponse<String>> page(int status, TemplateInstance page) {
        return page.createUni()
                .map(html -> ResponseBuilder.<String>create(status)
                        .entity(html)
                        .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                        .build());
    }

    /** After a form has done its work: the browser loads that page, and loading it again repeats nothing. */
    static <T> RestResponse<T> goTo(String path) {
        // as text: a URI would be made absolute, with http where a proxy ends TLS and nobody told us
        return ResponseBuilder.<T>create(303).header("Location", path).build();
    }

    /** To a page that asked for news of itself: there is none, and the browser goes elsewhere. */
    static <T> RestResponse<T> leaveFor(String path) {
        return ResponseBuilder.<T>create(204).header("HX-Redirect", path).build();
    }
}
