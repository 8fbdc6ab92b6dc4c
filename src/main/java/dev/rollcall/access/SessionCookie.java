package dev.rollcall.access;

import dev.rollcall.access.HeldKeys.HeldKey;
import dev.rollcall.platform.Seal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Keeps the session in the browser, sealed under the server key, so that every replica knows it and none stores it. */
@ApplicationScoped
class SessionCookie {

    static final String NAME = "rollcall_session";

    private static final String PLACE = "cookie/session";
    private static final String USER = "user";
    private static final String ADMIN = "admin";

    /** What was opened for a request: several look at it. */
    private static final String OPENED = SessionCookie.class.getName();

    private final Seal seal;
    private final Clock clock;

    SessionCookie(Seal seal, Clock clock) {
        this.seal = seal;
        this.clock = clock;
    }

    /** Empty without a cookie, and for one that is not ours, or over. Whether its key is still good, the cookie cannot say. */
    Optional<Session> open(RoutingContext request) {
        Optional<Session> opened = request.get(OPENED);
        if (opened == null) {
            opened = Optional.ofNullable(request.request().getCookie(NAME))
                    .flatMap(cookie -> read(cookie.getValue()))
                    .filter(session -> session.expiresAt().isAfter(clock.instant()));
            request.put(OPENED, opened);
        }
        return opened;
    }

    void set(Session session, RoutingContext request) {
        long seconds = session.expiresAt().getEpochSecond() - clock.instant().getEpochSecond();
        String sealed = seal.seal(text(session), PLACE);
        add(cookie(sealed, isSecure(request)).setMaxAge(Math.max(1, seconds)), request);
    }

    void clear(RoutingContext request) {
        add(cookie("", isSecure(request)).setMaxAge(0), request);
    }

    /** As far as the proxy in front tells, see quarkus.http.proxy.*. */
    private static boolean isSecure(RoutingContext request) {
        return "https".equals(request.request().scheme());
    }

    static Cookie cookie(String value, boolean secure) {
        return Cookie.cookie(NAME, value)
                .setPath("/")
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(secure);
    }

    /** As a header: what Vert.x keeps of cookies it would send along with those that came. */
    private static void add(Cookie cookie, RoutingContext request) {
        request.response().headers().add("Set-Cookie", cookie.encode());
    }

    private static String text(Session session) {
        long until = session.expiresAt().getEpochSecond();
        if (session instanceof Session.OfUser user) {
            String hash = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(user.key().hash().getBytes());
            return String.join(
                    ".",
                    USER,
                    user.id(),
                    Long.toString(until),
                    Long.toString(user.key().userId()),
                    hash);
        }
        Session.OfAdmin admin = (Session.OfAdmin) session;
        return String.join(".", ADMIN, admin.id(), Long.toString(until), admin.mark());
    }

    private Optional<Session> read(String sealed) {
        try {
            return Optional.of(session(seal.open(sealed, PLACE).split("\\.")));
        } catch (Seal.BrokenException notOurs) {
            return Optional.empty();
        }
    }

    /** Only what we have sealed comes this far. */
    private static Session session(String[] parts) {
        Instant until = Instant.ofEpochSecond(Long.parseLong(parts[2]));
        if (parts[0].equals(ADMIN)) {
            return new Session.OfAdmin(parts[1], parts[3], until);
        }
        Buffer hash = Buffer.buffer(Base64.getUrlDecoder().decode(parts[4]));
        return new Session.OfUser(parts[1], new HeldKey(Long.parseLong(parts[3]), hash), until);
    }
}
