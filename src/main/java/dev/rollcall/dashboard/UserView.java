package dev.rollcall.dashboard;

import dev.rollcall.access.Accounts;
import dev.rollcall.access.Accounts.Account;
import dev.rollcall.access.Accounts.Key;
import dev.rollcall.dashboard.MeetingList.Choice;
import dev.rollcall.fleet.FleetApi.FleetBot;
import dev.rollcall.fleet.FleetApi.FleetBots;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the page of one user shows.
 *
 * @param limitWords the limit as it is, while the form may hold what was typed
 * @param more live bots that are not shown
 * @param problem what went wrong beside the fields; empty for nothing
 */
record UserView(
        Account account,
        String name,
        String limitWords,
        long used,
        long stopping,
        List<Bot> bots,
        long more,
        List<KeyLine> keys,
        LimitField limit,
        KeyForm keyForm,
        FormErrors errors,
        String problem,
        Said said) {

    record Bot(FleetBot bot, Badge badge, String platform, String nativeId) {

        private static Bot of(FleetBot bot) {
            return new Bot(
                    bot,
                    Badge.of(bot.status()),
                    FleetView.title(bot.platform()),
                    bot.nativeMeetingId() == null ? "no id" : bot.nativeMeetingId());
        }
    }

    /** @param expired it opens nothing any more */
    record KeyLine(Key key, String name, String scopes, boolean expired) {

        private static KeyLine of(Key key, Instant now) {
            return new KeyLine(
                    key,
                    key.name() == null || key.name().isBlank() ? "without a name" : key.name(),
                    key.scopes().isEmpty() ? "everything" : String.join(", ", key.scopes()),
                    key.expiresAt() != null && !now.isBefore(key.expiresAt()));
        }
    }

    /** A scope, and what it opens. */
    record ScopeChoice(String word, String opens, boolean chosen) {}

    /** @param newest the newest key that is shown beside the form, so that it makes one key and no second one */
    record KeyForm(String name, List<ScopeChoice> scopes, List<Choice> lives, long newest) {

        private static final long DAY = 86_400;

        static KeyForm empty(List<Key> keys) {
            return of("", List.of(), "", keys);
        }

        static KeyForm of(String name, List<String> scopes, String expiresIn, List<Key> keys) {
            return new KeyForm(
                    name,
                    Accounts.scopes().stream()
                            .map(word -> new ScopeChoice(word, opens(word), scopes.contains(word)))
                            .toList(),
                    Stream.of(
                                    new Choice("", "Never", expiresIn.isEmpty()),
                                    life(1, "In a day", expiresIn),
                                    life(7, "In a week", expiresIn),
                                    life(30, "In 30 days", expiresIn),
                                    life(90, "In 90 days", expiresIn),
                                    life(365, "In a year", expiresIn))
                            .toList(),
                    keys.stream().mapToLong(Key::id).max().orElse(0));
        }

        private static Choice life(int days, String words, String expiresIn) {
            String seconds = Long.toString(days * DAY);
            return new Choice(seconds, words, seconds.equals(expiresIn));
        }

        private static String opens(String scope) {
            return switch (scope) {
                case "bot" -> "send, stop and look at bots; these pages";
                case "tx" -> "meetings and transcripts";
                case "browser" -> "browser sessions";
                default -> "";
            };
        }
    }

    static UserView of(Account account, FleetBots bots, List<Key> keys, Said said, Instant now) {
        long stopping = bots.counts().getOrDefault("stopping", 0L);
        return new UserView(
                account,
                account.name() == null ? "" : account.name(),
                LimitField.words(account.limit()),
                bots.total() - stopping,
                stopping,
                bots.bots().stream().map(Bot::of).toList(),
                bots.total() - bots.bots().size(),
                keys.stream().map(key -> KeyLine.of(key, now)).toList(),
                LimitField.of(account.limit()),
                KeyForm.empty(keys),
                FormErrors.NONE,
                "",
                said);
    }

    UserView with(LimitField typed, FormErrors wrong) {
        return new UserView(
                account, name, limitWords, used, stopping, bots, more, keys, typed, keyForm, wrong, "", Said.NOTHING);
    }

    UserView with(KeyForm typed, FormErrors wrong, String trouble) {
        return new UserView(
                account,
                name,
                limitWords,
                used,
                stopping,
                bots,
                more,
                keys,
                limit,
                typed,
                wrong,
                trouble,
                Said.NOTHING);
    }

    List<Key> knownKeys() {
        return keys.stream().map(KeyLine::key).toList();
    }
}
