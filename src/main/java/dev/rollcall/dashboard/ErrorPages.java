package dev.rollcall.dashboard;

import dev.rollcall.platform.Problem;
import dev.rollcall.platform.ProblemPages;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Problems of pages as pages: who is not logged in is led to the login, and an outage tries again by itself. */
@ApplicationScoped
class ErrorPages implements ProblemPages {

    static final String LOGIN = "/ui/login";

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {
        static native TemplateInstance error(String title, String detail, boolean again);

        static native TemplateInstance error$part(String detail);
    }

    @Override
    public Optional<Page> of(Problem problem, RoutingContext request) {
        if (!isForPeople(request)) {
            return Optional.empty();
        }
        boolean part = "true".equals(request.request().getHeader("HX-Request"));
        if (problem.status() == 401) {
            return Optional.of(toLogin(part, request));
        }
        boolean again = problem.status() == 503 && request.request().method() == HttpMethod.GET;
        TemplateInstance page = part
                ? Templates.error$part(problem.detail())
                : Templates.error(title(problem), problem.detail(), again);
        return Optional.of(new Page(problem.status(), headers(problem), page.render()));
    }

    /** The stream of signals is read by a script. */
    private static boolean isForPeople(RoutingContext request) {
        String path = request.normalizedPath();
        return path.equals("/") || path.equals("/ui") || path.startsWith("/ui/") && !path.equals(LiveSignals.PATH);
    }

    private static Page toLogin(boolean part, RoutingContext request) {
        if (part) {
            return new Page(401, Map.of("HX-Redirect", LOGIN), "");
        }
        String back = request.request().method() == HttpMethod.GET
                ? "?next=" + URLEncoder.encode(request.request().uri(), StandardCharsets.UTF_8)
                : "";
        return new Page(303, Map.of("Location", LOGIN + back), "");
    }

    private static Map<String, String> headers(Problem problem) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (problem.retryAfterSeconds() != null) {
            headers.put("Retry-After", problem.retryAfterSeconds().toString());
        }
        return headers;
    }

    private static String title(Problem problem) {
        return switch (problem.status()) {
            case 403 -> "Not allowed";
            case 404 -> "Not found";
            case 405 -> "Not possible";
            case 422 -> "Not understood";
            case 429 -> "Too many requests";
            case 503 -> "Not at the moment";
            default -> problem.status() < 500 ? "That did not work" : "Something went wrong";
        };
    }
}
