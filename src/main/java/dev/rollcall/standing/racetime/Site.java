package dev.rollcall.standing.racetime;

import java.net.URI;

/**
 * Where a racetime server is. All paths hang below what the operator wrote, so that nothing the server says can lead a
 * token elsewhere.
 */
record Site(String host, int port, boolean tls, String prefix) {

    static final String PUBLIC = "https://racetime.gg";

    /** @param baseUrl checked before; empty for racetime.gg itself */
    static Site of(String baseUrl) {
        URI url = URI.create(baseUrl == null || baseUrl.isBlank() ? PUBLIC : baseUrl.strip());
        boolean tls = "https".equalsIgnoreCase(url.getScheme());
        String host = url.getHost().startsWith("[")
                ? url.getHost().substring(1, url.getHost().length() - 1)
                : url.getHost();
        String path = url.getRawPath() == null ? "" : url.getRawPath().replaceAll("/+$", "");
        return new Site(host, url.getPort() > 0 ? url.getPort() : tls ? 443 : 80, tls, path);
    }

    String at(String path) {
        return prefix + path;
    }
}
