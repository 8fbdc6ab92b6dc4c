package dev.rollcall.bot;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A URL of the form {@code redis[s]://[[user]:password@]host[:port][/database]}. */
record RedisAddress(
        boolean tls, String host, int port, Optional<String> user, Optional<String> password, int database) {

    private static final int DEFAULT_PORT = 6379;

    static RedisAddress parse(String url) {
        try {
            URI uri = URI.create(url);
            boolean tls = "rediss".equals(uri.getScheme());
            if (uri.getHost() == null || !tls && !"redis".equals(uri.getScheme())) {
                throw invalid();
            }
            String[] userInfo = uri.getRawUserInfo() == null
                    ? new String[0]
                    : uri.getRawUserInfo().split(":", 2);
            return new RedisAddress(
                    tls,
                    uri.getHost(),
                    uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                    userInfo.length < 2 ? Optional.empty() : decoded(userInfo[0]),
                    userInfo.length < 1 ? Optional.empty() : decoded(userInfo[userInfo.length - 1]),
                    database(uri.getPath()));
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static Optional<String> decoded(String part) {
        // A plus sign stands for itself in this part of a URL, other than in a query.
        return Optional.of(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                .filter(text -> !text.isEmpty());
    }

    private static int database(String path) {
        return path == null || path.length() < 2 ? 0 : Integer.parseInt(path.substring(1));
    }

    private static InvalidSettings invalid() {
        return InvalidSettings.because("The redisUrl in BOT_CONFIG is not a redis or rediss URL.");
    }

    @Override
    public String toString() {
        return (tls ? "rediss://" : "redis://") + host + ":" + port + "/" + database;
    }
}
