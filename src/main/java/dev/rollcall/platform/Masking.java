package dev.rollcall.platform;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes what bots and runtimes tell fit to be stored and shown: a line of output may hold the bot's token, the meeting's
 * passcode or a link with both. What has the form of a secret is masked anywhere, and so are the secrets of the order.
 * Every pattern takes time in proportion to the text, whatever the text is.
 */
public final class Masking {

    public static final String MASK = "***";

    /** A shorter word would be found in half of all lines; in a link or a setting it is masked all the same. */
    private static final int SHORTEST_SECRET = 4;

    /** The token of a launch, see BotToken. */
    private static final Pattern BOT_TOKEN = Pattern.compile("(?<![\\w-])\\d{1,9}\\.[A-Za-z0-9_-]{43}(?![\\w-])");

    private static final Pattern JWT = Pattern.compile("(?<![\\w-])eyJ[\\w-]++\\.[\\w-]++\\.[\\w-]*+");

    private static final Pattern IN_LINK = Pattern.compile(
            "([?&;](?:\\w*token|api_?key|key|\\w*secret|signature|sig|pwd|p|passcode|password|zak|obf)=)[^&\\s\"'<>#\\\\]++",
            Pattern.CASE_INSENSITIVE);

    private static final String NAMES_OF_SECRETS =
            "(?:\\w{0,30}(?:token|secret|secretkey|accesskey)|api_?key|passcode|password)";

    private static final Pattern NAME_OF_A_SECRET = Pattern.compile(NAMES_OF_SECRETS, Pattern.CASE_INSENSITIVE);

    /** As in a printed BOT_CONFIG, also one that was printed as a string. */
    private static final Pattern IN_JSON = Pattern.compile(
            "(\\\\?\"" + NAMES_OF_SECRETS + "\\\\?\"\\s*+:\\s*+\\\\?\")[^\"\\\\]++", Pattern.CASE_INSENSITIVE);

    private static final Pattern IN_HEADER = Pattern.compile(
            "((?:x-internal-secret|x-api-key|x-admin-api-key|authorization)[\"']?\\s*+[:=]\\s*+[\"']?(?:bearer\\s++|basic\\s++)?)"
                    + "[^\\s\"',;]++",
            Pattern.CASE_INSENSITIVE);

    private static final List<Pattern> KEEPING_THE_NAME = List.of(IN_LINK, IN_JSON, IN_HEADER);

    private final List<Pattern> secrets;

    private Masking(List<Pattern> secrets) {
        this.secrets = secrets;
    }

    /** For what belongs to no order. */
    public static Masking ofPatterns() {
        return new Masking(List.of());
    }

    /** @param secrets words that must not be told, such as a passcode; nulls and short ones are left out */
    public static Masking of(String... secrets) {
        List<String> words = new ArrayList<>();
        for (String secret : secrets) {
            if (secret != null && secret.length() >= SHORTEST_SECRET) {
                words.add(secret);
                words.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
            }
        }
        // the longest first: it may hold a shorter one
        return new Masking(words.stream()
                .distinct()
                .sorted(Comparator.comparing(String::length).reversed())
                .map(Masking::wholeWord)
                .toList());
    }

    /** A passcode of digits must not be found inside another number. */
    private static Pattern wholeWord(String secret) {
        return Pattern.compile("(?<![A-Za-z0-9])" + Pattern.quote(secret) + "(?![A-Za-z0-9])");
    }

    /** The text with its secrets masked; null for null. */
    public String text(String text) {
        if (text == null) {
            return null;
        }
        String masked = text;
        for (Pattern pattern : KEEPING_THE_NAME) {
            masked = pattern.matcher(masked).replaceAll("$1" + Matcher.quoteReplacement(MASK));
        }
        masked = BOT_TOKEN.matcher(masked).replaceAll(MASK);
        masked = JWT.matcher(masked).replaceAll(MASK);
        for (Pattern secret : secrets) {
            masked = secret.matcher(masked).replaceAll(MASK);
        }
        return masked;
    }

    /** The same for every text in a JSON value as Vert.x reads it; names of fields and other values stay. */
    public Object json(Object json) {
        if (json instanceof String text) {
            return text(text);
        }
        if (json instanceof JsonArray array) {
            JsonArray masked = new JsonArray();
            array.forEach(item -> masked.add(json(item)));
            return masked;
        }
        if (json instanceof JsonObject object) {
            JsonObject masked = new JsonObject();
            object.forEach(field -> masked.put(field.getKey(), field(field.getKey(), field.getValue())));
            return masked;
        }
        return json;
    }

    /** What has the name of a secret is one, whatever it looks like. */
    private Object field(String name, Object value) {
        boolean secret =
                value instanceof String && NAME_OF_A_SECRET.matcher(name).matches();
        return secret ? MASK : json(value);
    }

    @Override
    public String toString() {
        return "Masking[" + secrets.size() + " words]";
    }
}
