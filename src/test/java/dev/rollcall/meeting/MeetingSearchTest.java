package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.meeting.MeetingSearch.Found;
import dev.rollcall.meeting.MeetingSearch.FoundPage;
import dev.rollcall.meeting.MeetingSearch.Wanted;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.arc.Arc;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MeetingSearchTest {

    @Test
    void page_after_page_shows_everything_once_the_newest_first() {
        User user = User.withLimit(1);
        List<Long> ids = ended(user, 120, "meeting-");

        List<Long> shown = new ArrayList<>();
        Long before = null;
        int pages = 0;
        do {
            FoundPage page = find(new Wanted(user.id(), null, null, null, before));
            page.meetings().forEach(meeting -> shown.add(meeting.id()));
            before = page.next();
            pages++;
        } while (before != null);

        assertThat(pages).isEqualTo(3);
        assertThat(shown).containsExactlyElementsOf(ids);
    }

    @Test
    void what_comes_meanwhile_moves_nothing_to_the_next_page() {
        User user = User.withLimit(1);
        List<Long> ids = ended(user, 60, "early-");
        Long before = find(new Wanted(user.id(), null, null, null, null)).next();

        ended(user, 10, "late-");

        FoundPage second = find(new Wanted(user.id(), null, null, null, before));
        assertThat(second.meetings()).extracting(Found::id).containsExactlyElementsOf(ids.subList(50, 60));
    }

    @Test
    void a_user_finds_the_own_ones_and_an_admin_everybodys() {
        User user = User.withLimit(1);
        User other = User.withLimit(1);
        String word = "word" + user.id();
        ended(user, 1, word + "-");
        ended(other, 1, word + "-");

        assertThat(find(new Wanted(user.id(), word, null, null, null)).meetings())
                .extracting(Found::userId)
                .containsExactly(user.id());
        assertThat(find(new Wanted(null, word, null, null, null)).meetings())
                .extracting(Found::userId)
                .containsExactly(other.id(), user.id());
    }

    @Test
    void a_search_takes_its_characters_as_they_are() {
        User user = User.withLimit(1);
        ended(user, 3, "100%_sure-");

        assertThat(find(new Wanted(user.id(), "%_SURE", null, null, null)).meetings())
                .hasSize(3);
        assertThat(find(new Wanted(user.id(), "1%sure", null, null, null)).meetings())
                .isEmpty();
    }

    @Test
    void filters_narrow_the_list() {
        User user = User.withLimit(2);
        ended(user, 2, "over-");
        user.sent();

        assertThat(find(Wanted.of(user.id(), "", "requested", "google_meet", ""))
                        .meetings())
                .hasSize(1);
        assertThat(find(Wanted.of(user.id(), null, "completed", null, null)).meetings())
                .hasSize(2);
        assertThat(find(Wanted.of(user.id(), null, null, "zoom", null)).meetings())
                .isEmpty();
    }

    @Test
    void a_look_that_reads_too_much_ends_and_the_next_one_goes_on_from_there() {
        User user = User.withLimit(1);
        long needle = ended(user, 1, "needle-").get(0);
        ended(user, MeetingSearch.MOST_READ, "hay-");

        FoundPage first = find(new Wanted(user.id(), "needle", null, null, null));
        FoundPage second = find(new Wanted(user.id(), "needle", null, null, first.next()));

        assertThat(first.meetings()).isEmpty();
        assertThat(first.cutShort()).isTrue();
        assertThat(second.meetings()).extracting(Found::id).containsExactly(needle);
        assertThat(second.next()).isNull();
    }

    /** Meetings that are over, the newest first. */
    private static List<Long> ended(User user, int count, String name) {
        return Database.rows("""
                        insert into meetings (user_id, platform, platform_specific_id, status, end_time)
                        select $1, 'google_meet', $2 || g, 'completed', now()
                        from generate_series(1, $3::int) g
                        returning id
                        """, user.id(), name, count).stream()
                .flatMapToLong(row -> LongStream.of(row.getLong("id")))
                .boxed()
                .sorted(java.util.Comparator.reverseOrder())
                .toList();
    }

    private static FoundPage find(Wanted wanted) {
        return Arc.container()
                .instance(MeetingSearch.class)
                .get()
                .find(wanted)
                .await()
                .atMost(Duration.ofSeconds(10));
    }
}
