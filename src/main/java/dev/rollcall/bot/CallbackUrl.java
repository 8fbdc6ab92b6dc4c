package dev.rollcall.bot;

import java.net.URI;

/** The URL whose path ends in /exited. The other callbacks are its siblings; the query stays: it carries the token. */
record CallbackUrl(URI base, String query) {

    private static final String ENDING = "/exited";

    static CallbackUrl parse(String url) {
        int question = url.indexOf('?');
        String path = question < 0 ? url : url.substring(0, question);
        if (!isHttp(url) || !path.endsWith(ENDING)) {
            throw InvalidSettings.because(
                    "The callback URL in BOT_CONFIG is not an http or https URL whose path ends in " + ENDING + ".");
        }
        return new CallbackUrl(
                URI.create(path.substring(0, path.length() - ENDING.length())),
                question < 0 ? "" : url.substring(question));
    }

    private static boolean isHttp(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    URI sibling(String name) {
        return URI.create(base + "/" + name + query);
    }

    @Override
    public String toString() {
        return "CallbackUrl[host=" + base.getHost() + ", port=" + base.getPort() + "]";
    }
}
