package dev.rollcall.meeting;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An https link that means the same to us and to every browser, taken apart. Not java.net.URI: that accepts and refuses
 * other things than browsers do, and what we check must be what the bot opens. Path, query and fragment are kept as
 * written (percent-encoded). http is upgraded to https: every platform serves it, and people paste old links. Pure:
 * this file imports java.* only.
 *
 * @param host in lower case, without port and trailing dot
 * @param path starts with a slash, or is empty
 * @param query without the question mark, or null
 * @param fragment without the hash sign, or null
 */
record Link(String host, String path, String query, String fragment) {

    static final int LONGEST = 2048;

    private static final Pattern SHAPE =
            Pattern.compile("https?://([^/?#]*)([^?#]*)(?:\\?([^#]*))?(?:#(.*))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern TARGET = Pattern.compile("([^?#]*)(?:\\?([^#]*))?(?:#(.*))?");
    private static final Pattern HOST_NAME =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,62})(\\.[a-z0-9]([a-z0-9-]{0,62}))+");
    // Printable ASCII without the backslash (a slash to browsers) and what no link holds unencoded.
    private static final Pattern CLEAN = Pattern.compile("[\\x21-\\x7e&&[^\\\\<>^`]]*");
    private static final Pattern BROKEN_ENCODING = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final String DESKTOP_APP = "msteams:";

    /** Why a text is not a link that we accept, as a sentence about {@code meeting_url}. */
    static final class Refused extends RuntimeException {
        Refused(String reason) {
            super(reason, null, false, false); // no stack trace: this is an answer, not a fault
        }
    }

    /** Takes the text apart, or throws {@link Refused}; never anything else. White space around it is dropped. */
    static Link of(String text) {
        String link = text == null ? "" : text.strip();
        refuseIf(link.isEmpty(), "meeting_url must not be empty.");
        refuseIf(link.length() > LONGEST, "meeting_url must be at most " + LONGEST + " characters long.");
        refuseIf(
                !CLEAN.matcher(link).matches(),
                "meeting_url must not contain spaces, control characters or others that no link holds unencoded.");
        Matcher parts = SHAPE.matcher(encoded(browserLink(link)));
        refuseIf(!parts.matches(), "meeting_url must start with https://.");
        Link result = new Link(hostOf(parts.group(1)), parts.group(2), parts.group(3), parts.group(4));
        result.refuseWhatIsHidden();
        return result;
    }

    /** The link that a single-page application keeps behind its hash sign. */
    Link behindHash() {
        Matcher parts = TARGET.matcher(fragment);
        refuseIf(!parts.matches(), "meeting_url has nothing that can be read behind its hash sign.");
        String path = parts.group(1).startsWith("/") ? parts.group(1) : "/" + parts.group(1);
        Link inner = new Link(host, path, parts.group(2), parts.group(3));
        inner.refuseWhatIsHidden();
        return inner;
    }

    /** The decoded parts of the path, without empty ones. */
    List<String> segments() {
        return Arrays.stream(path.split("/"))
                .filter(segment -> !segment.isEmpty())
                .map(Link::decode)
                .toList();
    }

    /** The decoded value of the first query parameter of this name; empty when missing or without a value. */
    Optional<String> parameter(String name) {
        return query == null
                ? Optional.empty()
                : Arrays.stream(query.split("&"))
                        .filter(pair -> pair.startsWith(name + "="))
                        .map(pair -> decode(pair.substring(name.length() + 1)))
                        .findFirst()
                        .filter(value -> !value.isEmpty());
    }

    static boolean isHostName(String host) {
        return HOST_NAME.matcher(host).matches();
    }

    @Override
    public String toString() {
        return "https://" + host + path + (query == null ? "" : "?" + query) + (fragment == null ? "" : "#" + fragment);
    }

    /** Percent-encodes everything but unreserved characters (RFC 3986, section 2.3). */
    static String encode(String value) {
        var out = new StringBuilder(value.length());
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean unreserved =
                    c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_' || c == '~');
            out.append(unreserved ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return out.toString();
    }

    /** Percent-decodes; a plus sign stays one. */
    private static String decode(String raw) {
        refuseIf(BROKEN_ENCODING.matcher(raw).find(), "meeting_url contains a % that encodes nothing.");
        var bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            boolean encoded = raw.charAt(i) == '%';
            bytes.put((byte) (encoded ? Integer.parseInt(raw.substring(i + 1, i + 3), 16) : raw.charAt(i)));
            i += encoded ? 2 : 0;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new Refused("meeting_url contains percent-encoded bytes that are not UTF-8.");
        }
    }

    /** The links of the Teams desktop application name the host, or leave it out. */
    private static String browserLink(String link) {
        if (!link.regionMatches(true, 0, DESKTOP_APP, 0, DESKTOP_APP.length())) {
            return link;
        }
        String rest = link.substring(DESKTOP_APP.length());
        refuseIf(!rest.startsWith("/"), "meeting_url must have a slash after msteams:.");
        return rest.startsWith("//") ? "https:" + rest : "https://teams.microsoft.com" + rest;
    }

    /** Links copied from a place that had decoded them hold raw JSON; a bot's configuration must not. */
    private static String encoded(String link) {
        String result = link.replace("\"", "%22")
                .replace("{", "%7B")
                .replace("}", "%7D")
                .replace("|", "%7C");
        refuseIf(result.length() > LONGEST, "meeting_url must be at most " + LONGEST + " characters long.");
        return result;
    }

    private static String hostOf(String authority) {
        refuseIf(authority.contains("@"), "meeting_url must not contain a user name or password.");
        String host = authority.toLowerCase(Locale.ROOT);
        int colon = host.indexOf(':');
        if (colon >= 0) {
            refuseIf(!host.substring(colon).equals(":443"), "meeting_url must not name a port other than 443.");
            host = host.substring(0, colon);
        }
        host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        refuseIf(!isHostName(host), "meeting_url must name a host such as meet.google.com.");
        return host;
    }

    private void refuseWhatIsHidden() {
        var decoded = new ArrayList<>(segments());
        decoded.add(query == null ? "" : decode(query));
        decoded.add(fragment == null ? "" : decode(fragment));
        refuseIf(
                decoded.stream().flatMapToInt(String::codePoints).anyMatch(Character::isISOControl),
                "meeting_url must not contain control characters.");
        // "/l/meetup-join/../../" would lead a browser to any other page of the host.
        refuseIf(
                segments().stream()
                        .flatMap(segment -> Arrays.stream(segment.split("[/\\\\]")))
                        .anyMatch(part -> part.equals("..") || part.equals(".")),
                "meeting_url must not contain dots in place of a folder.");
    }

    private static void refuseIf(boolean wrong, String reason) {
        if (wrong) {
            throw new Refused(reason);
        }
    }
}
