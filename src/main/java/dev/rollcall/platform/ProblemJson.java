package dev.rollcall.platform;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a {@link Problem} looks on the wire: the members of RFC 9457, then ours. */
final class ProblemJson {

    static final String MEDIA_TYPE = "application/problem+json";

    private ProblemJson() {}

    static Map<String, Object> of(Problem problem) {
        Map<String, Object> json = new LinkedHashMap<>();
        // no type of our own: what kind of problem it is, the status says
        json.put("type", "about:blank");
        json.put("title", HttpResponseStatus.valueOf(problem.status()).reasonPhrase());
        json.put("status", problem.status());
        json.put("detail", problem.detail());
        if (!problem.errors().isEmpty()) {
            json.put("errors", errors(problem.errors()));
        }
        problem.extensions().forEach(json::putIfAbsent);
        return json;
    }

    private static List<Map<String, String>> errors(List<Problem.FieldError> errors) {
        return errors.stream().map(ProblemJson::error).toList();
    }

    private static Map<String, String> error(Problem.FieldError error) {
        Map<String, String> json = new LinkedHashMap<>();
        json.put("field", error.field());
        json.put("message", error.message());
        return json;
    }
}
