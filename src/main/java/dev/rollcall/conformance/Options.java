package dev.rollcall.conformance;

import dev.rollcall.launch.LaunchProfile;
import dev.rollcall.meeting.NamedMeeting;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the command line says.
 *
 * @param order what a user orders besides the meeting, in the words of POST /bots
 * @param timeout how long a bot may take for each thing that is awaited of it
 * @param grace how long it may take from SIGTERM to its end
 * @param heartbeat the interval that it is told
 * @param outage how long Redis is gone
 * @param callbackHost the name by which the bot sees this machine
 * @param parallel how many bots may run at once
 * @param only the numbers of the checks to run; empty for all
 */
record Options(
        LaunchProfile profile,
        Optional<RedisTarget> redis,
        NamedMeeting meeting,
        JsonObject order,
        Duration timeout,
        Duration grace,
        Duration heartbeat,
        Duration outage,
        String callbackHost,
        int parallel,
        Set<Integer> only,
        List<String> command) {

    private static final Set<String> KNOWN = Set.of(
            "profile",
            "redis",
            "platform",
            "native-id",
            "meeting-url",
            "order",
            "timeout",
            "grace",
            "heartbeat",
            "outage",
            "callback-host",
            "parallel",
            "only");

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)");

    /** @throws WrongUsage when it cannot be carried out */
    static Options parse(List<String> words) {
        int end = words.indexOf("--");
        if (end < 0 || end == words.size() - 1) {
            throw new WrongUsage("The bot's command is missing: conformance [options] -- <command of the bot …>.");
        }
        Map<String, String> given = given(words.subList(0, end));
        return new Options(
                value(given, "profile", "rollcall", Options::profile),
                Optional.ofNullable(given.get("redis")).map(RedisTarget::parse),
                meeting(given),
                value(given, "order", "{}", Options::order),
                duration(given, "timeout", "60s"),
                duration(given, "grace", "60s"),
                duration(given, "heartbeat", "2s"),
                duration(given, "outage", "3s"),
                given.getOrDefault("callback-host", "127.0.0.1"),
                value(given, "parallel", "4", Options::positive),
                value(given, "only", "", Options::numbers),
                List.copyOf(words.subList(end + 1, words.size())));
    }

    private static Map<String, String> given(List<String> words) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < words.size(); i += 2) {
            String word = words.get(i);
            if (!word.startsWith("--") || !KNOWN.contains(word.substring(2))) {
                throw new WrongUsage("'" + word + "' is not an option; these are: "
                        + String.join(
                                ", ",
                                KNOWN.stream().map(name -> "--" + name).sorted().toList())
                        + ", and the bot's command comes after --.");
            }
            if (i + 1 == words.size()) {
                throw new WrongUsage("The option " + word + " needs a value.");
            }
            given.put(word.substring(2), words.get(i + 1));
        }
        return given;
    }

    private static NamedMeeting meeting(Map<String, String> given) {
        boolean byId = given.containsKey("platform") || given.containsKey("native-id");
        if (given.containsKey("meeting-url") && byId) {
            throw new WrongUsage("Name the meeting by --meeting-url or by --platform and --native-id, not by both.");
        }
        try {
            return given.containsKey("meeting-url")
                    ? NamedMeeting.byUrl(given.get("meeting-url"))
                    : NamedMeeting.byId(
                            given.getOrDefault("platform", "google_meet"),
                            given.getOrDefault("native-id", "abc-defg-hij"));
        } catch (IllegalArgumentException notOne) {
            throw new WrongUsage(notOne.getMessage());
        }
    }

    private static <T> T value(Map<String, String> given, String name, String usual, Function<String, T> read) {
        try {
            return read.apply(given.getOrDefault(name, usual));
        } catch (IllegalArgumentException wrong) {
            throw new WrongUsage("--" + name + " must be " + wrong.getMessage() + ".");
        }
    }

    private static Duration duration(Map<String, String> given, String name, String usual) {
        return value(given, name, usual, text -> {
            Matcher parts = DURATION.matcher(text);
            if (!parts.matches() || Long.parseLong(parts.group(1)) == 0) {
                throw new IllegalArgumentException("a time such as 500ms, 60s or 2m");
            }
            long amount = Long.parseLong(parts.group(1));
            return switch (parts.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                default -> Duration.ofMinutes(amount);
            };
        });
    }

    private static LaunchProfile profile(String word) {
        return Arrays.stream(LaunchProfile.values())
                .filter(profile -> profile.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("rollcall, classic, m10 or h"));
    }

    private static JsonObject order(String json) {
        try {
            return new JsonObject(json);
        } catch (RuntimeException notJson) {
            throw new IllegalArgumentException("a JSON object in the words of POST /bots");
        }
    }

    private static int positive(String text) {
        if (!text.matches("[1-9]\\d?")) {
            throw new IllegalArgumentException("a number from 1 to 99");
        }
        return Integer.parseInt(text);
    }

    private static Set<Integer> numbers(String text) {
        List<String> words = text.isEmpty() ? List.of() : List.of(text.split(",", -1));
        List<Integer> numbers = new ArrayList<>();
        for (String word : words) {
            if (!word.matches("[1-9]|1[01]")) {
                throw new IllegalArgumentException("numbers of checks from 1 to 11, such as 1,4,7");
            }
            numbers.add(Integer.valueOf(word));
        }
        return new TreeSet<>(numbers);
    }

    @Override
    public String toString() {
        return "Options[profile=" + profile + ", meeting=" + meeting + "]"; // the rest may hold secrets
    }
}
