package dev.rollcall.platform;

import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;

/** How problems look where people ask, and not programs. Packages above this one show them as pages. */
public interface ProblemPages {

    /** @param html a whole page, or what a part of one is replaced by */
    record Page(int status, Map<String, String> headers, String html) {

        static final String MEDIA_TYPE = "text/html;charset=UTF-8";
    }

    /** Empty where programs ask: they are told in JSON. Quick, and never fails. */
    Optional<Page> of(Problem problem, RoutingContext request);
}
