package dev.rollcall.conformance;

import java.net.URI;
import java.util.Optional;

/**
 * A Redis to talk to.
 *
 * @param credentials as in the URL: {@code user:password}, percent-encoded
 * @param path the number of the database, with the slash; empty for none
 */
record RedisTarget(String host, int port, Optional<String> credentials, String path) {

    static RedisTarget parse(String url) {
        try {
            URI uri = URI.create(url);
            if ("redis".equals(uri.getScheme()) && uri.getHost() != null) {
                return new RedisTarget(
                        uri.getHost(),
                        uri.getPort() < 0 ? 6379 : uri.getPort(),
                        Optional.ofNullable(uri.getRawUserInfo()),
                        Optional.ofNullable(uri.getRawPath()).orElse(""));
            }
        } catch (IllegalArgumentException notAUrl) {
            // Said below.
        }
        throw new WrongUsage("--redis must look like redis://127.0.0.1:6379; TLS is not supported here.");
    }

    /** The same Redis seen through something that stands in front of it. */
    String urlThrough(String gateHost, int gatePort) {
        return "redis://" + credentials.map(words -> words + "@").orElse("") + gateHost + ":" + gatePort + path;
    }

    /** For people: without credentials. */
    @Override
    public String toString() {
        return "redis://" + host + ":" + port + path;
    }
}
