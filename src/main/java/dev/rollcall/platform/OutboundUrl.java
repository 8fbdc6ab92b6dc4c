package dev.rollcall.platform;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether we may be told to call an address: https, a public host, no password in it. It judges the text alone; whoever
 * connects also has to look at what the name resolves to, with {@link PublicAddress}. Pure: no name is looked up here.
 */
public final class OutboundUrl {

    /**
     * @param http whether plain http is fine too
     * @param privateHosts whether our own machine and network may be called
     */
    public record Rules(boolean http, boolean privateHosts) {}

    private static final int LONGEST = 2048;

    /** Names that lead into a machine, a home or a cluster. */
    private static final List<String> PRIVATE_DOMAINS =
            List.of("localhost", "local", "internal", "intranet", "lan", "home", "corp", "home.arpa", "svc");

    private static final Pattern DOTTED_QUAD = Pattern.compile(
            "(25[0-5]|2[0-4]\\d|1?[1-9]\\d|1\\d\\d|\\d)(\\.(25[0-5]|2[0-4]\\d|1?[1-9]\\d|1\\d\\d|\\d)){3}");

    /** A last label like this makes programs read the whole host as an IPv4 address: 127.1, 0x7f000001, 2130706433. */
    private static final Pattern LIKE_A_NUMBER = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");

    private OutboundUrl() {}

    /** A sentence that says why we do not call this; empty when we may. {@code field} is what the client calls it. */
    public static Optional<String> refusal(String field, String text, Rules rules) {
        if (text == null || text.isBlank()) {
            return Optional.of(field + " is required.");
        }
        if (text.length() > LONGEST) {
            return Optional.of(field + " must have at most " + LONGEST + " characters.");
        }
        URI url = parsed(text);
        if (url == null || url.getHost() == null || url.getHost().isEmpty()) {
            return Optional.of(field + " must be an address such as https://example.org/hook.");
        }
        if (!isAllowedScheme(url.getScheme(), rules)) {
            return Optional.of(field + " must begin with https://" + (rules.http() ? " or http://." : "."));
        }
        if (url.getRawUserInfo() != null) {
            return Optional.of(field + " must not contain a user name or password.");
        }
        if (url.getPort() == 0 || url.getPort() > 65_535) {
            return Optional.of(field + " must have a port from 1 to 65535, or none.");
        }
        if (!rules.privateHosts() && !isPublicHost(url.getHost())) {
            return Optional.of(field + " must lead to a public host, not into a private network.");
        }
        return Optional.empty();
    }

    private static URI parsed(String text) {
        try {
            return new URI(text).parseServerAuthority();
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static boolean isAllowedScheme(String scheme, Rules rules) {
        return "https".equalsIgnoreCase(scheme) || rules.http() && "http".equalsIgnoreCase(scheme);
    }

    private static boolean isPublicHost(String written) {
        String host = written.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        if (host.startsWith("[")) {
            return isPublicLiteral(host.substring(1, host.length() - 1));
        }
        if (DOTTED_QUAD.matcher(host).matches()) {
            return isPublicLiteral(host);
        }
        return !LIKE_A_NUMBER.matcher(host).matches()
                && host.contains(".") // a name without a dot is one of our own network
                && PRIVATE_DOMAINS.stream().noneMatch(domain -> host.equals(domain) || host.endsWith("." + domain));
    }

    /** Only for literals: a text with a colon, or a dotted quad, is never looked up. */
    private static boolean isPublicLiteral(String literal) {
        try {
            return !literal.contains("%")
                    && PublicAddress.isPublic(InetAddress.getByName(literal).getAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
