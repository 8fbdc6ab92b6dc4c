package dev.rollcall.access;

import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The key that a request shows: a user's, or the admins'. */
record Credential(boolean isAdmin, String key) {

    static final String USER_HEADER = "X-API-Key";
    static final String ADMIN_HEADER = "X-Admin-API-Key";

    private static final String SOCKETS = "/ws";

    /** Empty when the request shows none that would open its path. */
    static Optional<Credential> of(RoutingContext request) {
        String user = user(request);
        String admin = request.request().getHeader(ADMIN_HEADER);
        if (isForAdmins(request) || isMissing(user) && !isMissing(admin)) {
            return isMissing(admin) ? Optional.empty() : Optional.of(new Credential(true, admin));
        }
        return isMissing(user) ? Optional.empty() : Optional.of(new Credential(false, user));
    }

    /** Browsers can send no header with a socket: the key of one may stand in its address (contract A.7). */
    private static String user(RoutingContext request) {
        String header = request.request().getHeader(USER_HEADER);
        return isMissing(header) && request.normalizedPath().equals(SOCKETS)
                ? request.request().getParam("api_key")
                : header;
    }

    /** Where only the admin token counts. */
    static boolean isForAdmins(RoutingContext request) {
        String path = request.normalizedPath();
        return path.equals("/admin") || path.startsWith("/admin/");
    }

    private static boolean isMissing(String key) {
        return key == null || key.isBlank();
    }

    /** What is remembered of the key. */
    ByteBuffer hash() {
        return ByteBuffer.wrap(ApiKey.hash(key));
    }

    @Override
    public String toString() {
        return isAdmin ? "Credential[admin]" : "Credential[user]";
    }
}
