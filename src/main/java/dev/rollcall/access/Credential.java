package dev.rollcall.access;

import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The key that a request shows: a user's, the admins', or on the polling face a bearer token. */
record Credential(Kind kind, String key) {

    enum Kind {
        USER,
        ADMIN,
        BEARER
    }

    static final String USER_HEADER = "X-API-Key";
    static final String ADMIN_HEADER = "X-Admin-API-Key";

    /** Bearer tokens open nothing else. */
    static final String POLLING_FACE = "/api/v1/";

    private static final String SOCKETS = "/ws";
    private static final String STANDING_BOTS = "/standing-bots";
    private static final String BEARER = "Bearer ";

    /** Empty when the request shows none that would open its path. Where it shows several, a key counts before a token. */
    static Optional<Credential> of(RoutingContext request) {
        String user = user(request);
        String admin = request.request().getHeader(ADMIN_HEADER);
        boolean adminCounts = isMissing(user) || concernsAdmins(request);
        if (isForAdmins(request) || adminCounts && !isMissing(admin)) {
            return isMissing(admin) ? Optional.empty() : Optional.of(new Credential(Kind.ADMIN, admin));
        }
        return isMissing(user) ? bearer(request) : Optional.of(new Credential(Kind.USER, user));
    }

    /** Browsers can send no header with a socket: the key of one may stand in its address (contract A.7). */
    private static String user(RoutingContext request) {
        String header = request.request().getHeader(USER_HEADER);
        return isMissing(header) && request.normalizedPath().equals(SOCKETS)
                ? request.request().getParam("api_key")
                : header;
    }

    private static Optional<Credential> bearer(RoutingContext request) {
        String header = request.request().getHeader("Authorization");
        return request.normalizedPath().startsWith(POLLING_FACE)
                        && header != null
                        && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                        && !header.substring(BEARER.length()).isBlank()
                ? Optional.of(new Credential(
                        Kind.BEARER, header.substring(BEARER.length()).strip()))
                : Optional.empty();
    }

    /** Where only the admin token counts. */
    static boolean isForAdmins(RoutingContext request) {
        String path = request.normalizedPath();
        return path.equals("/admin") || path.startsWith("/admin/");
    }

    /** Where it counts before a user's, should both be shown; one of these paths is open to everybody. */
    private static boolean concernsAdmins(RoutingContext request) {
        String path = request.normalizedPath();
        return path.equals(STANDING_BOTS) || path.startsWith(STANDING_BOTS + "/");
    }

    private static boolean isMissing(String key) {
        return key == null || key.isBlank();
    }

    boolean isAdmin() {
        return kind == Kind.ADMIN;
    }

    boolean isBearer() {
        return kind == Kind.BEARER;
    }

    /** What is remembered of the key. */
    ByteBuffer hash() {
        return ByteBuffer.wrap(ApiKey.hash(key));
    }

    @Override
    public String toString() {
        return "Credential[" + kind + "]";
    }
}
