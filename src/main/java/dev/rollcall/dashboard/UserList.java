package dev.rollcall.dashboard;

import dev.rollcall.access.Accounts.Account;
import dev.rollcall.access.Accounts.AccountPage;
import dev.rollcall.fleet.FleetApi.UserSlots;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What the list of users shows.
 *
 * @param self the address of just this list
 * @param first the address of its first page; null on that page
 * @param next the address of the next page; null on the last one
 */
record UserList(String search, List<Line> users, String self, String first, String next) {

    /** @param full the limit is reached */
    record Line(Account account, String name, long used, long stopping, String limit, boolean full) {

        private static Line of(Account account, UserSlots slots) {
            long used = slots == null ? 0 : slots.used();
            Integer limit = account.limit();
            return new Line(
                    account,
                    account.name() == null ? "" : account.name(),
                    used,
                    slots == null ? 0 : slots.stopping(),
                    LimitField.words(limit),
                    limit != null && used >= limit);
        }
    }

    /**
     * The form for a new user.
     *
     * @param taken the id of the user who has this email; null for nobody
     */
    record NewUser(String email, String name, LimitField limit, FormErrors errors, Long taken) {

        NewUser with(FormErrors errors, Long taken) {
            return new NewUser(email, name, limit, errors, taken);
        }

        public boolean isOpen() {
            return !errors.isEmpty();
        }
    }

    static UserList of(String search, String before, AccountPage page, Map<Long, UserSlots> slots) {
        String part = search == null ? "" : search.strip();
        boolean isFirst = before == null || before.isBlank();
        return new UserList(
                part,
                page.accounts().stream()
                        .map(account -> Line.of(account, slots.get(account.id())))
                        .toList(),
                address(part, isFirst ? null : before),
                isFirst ? null : address(part, null),
                page.next() == null ? null : address(part, page.next().toString()));
    }

    private static String address(String search, String before) {
        String path = UsersPage.PATH + "?search=" + encoded(search);
        return before == null ? path : path + "&before=" + encoded(before);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
