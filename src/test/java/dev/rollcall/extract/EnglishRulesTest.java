package dev.rollcall.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnglishRulesTest {

    private static final LocalDate THURSDAY = LocalDate.of(2026, 3, 12);
    private static final LocalDate FRIDAY = LocalDate.of(2026, 3, 13);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I'll send the report to Olga.",
                "I will send the report to Olga.",
                "Okay, I’ll also send the report to Olga.",
                "I'm going to send the report to Olga.",
                "I'm gonna send the report to Olga.",
                "um so I'll uh send send the report to Olga",
                "I have to send the report to Olga.",
                "I still need to send the report to Olga."
            })
    void what_somebody_promises_is_his(String said) {
        ActionItem item = Talk.of("Anna: " + said).item();

        assertThat(item)
                .returns("Anna", ActionItem::owner)
                .returns("send the report to Olga", ActionItem::what)
                .returns(1L, ActionItem::lineId);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I sent the report to Olga yesterday.",
                "I won't send the report to Olga.",
                "I will never send the report to Olga.",
                "I would send the report to Olga.",
                "If I send the report to Olga, she cries.",
                "Did you send the report to Olga?",
                "Who will send the report to Olga?",
                "What would you send to Olga?",
                "Please don't send the report to Olga.",
                "I'll be back in a minute.",
                "Let me share my screen.",
                "Let's start.",
                "Could you hear me?",
                "The system will send you an alert.",
                "We'll see.",
                "I will, if it does.",
                "I'll go and get a coffee.",
                "I'm going to jump to the next slide.",
                "I'll let you go.",
                "Every morning I will check my mail."
            })
    void what_was_done_denied_imagined_or_only_asked_is_no_item(String said) {
        assertThat(Talk.of("Anna: " + said, "Ben: Hm.").items()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ben, can you check the logs?",
                "Could you please check the logs, Ben?",
                "Ben, please check the logs.",
                "Ben, check the logs.",
                "Don't forget to check the logs, Ben."
            })
    void a_request_belongs_to_the_one_who_is_called(String said) {
        ActionItem item = Talk.of("Anna: " + said, "Cleo: My cat is ill.", "Ben: It rains.")
                .item();

        assertThat(item).returns("Ben", ActionItem::owner).returns("check the logs", ActionItem::what);
    }

    @Test
    void a_request_belongs_to_the_one_who_takes_it() {
        ActionItem item = Talk.of("Anna: Can somebody check the logs?", "Ben: Hm.", "Cleo: Sure, I'll do it tomorrow.")
                .item();

        assertThat(item).returns("Cleo", ActionItem::owner).returns(THURSDAY, ActionItem::dueDate);
    }

    @Test
    void a_request_that_is_refused_is_none() {
        assertThat(Talk.of("Anna: Can you check the logs?", "Ben: Sorry, I can't.")
                        .items())
                .isEmpty();
    }

    @Test
    void what_one_refuses_another_may_take() {
        ActionItem item = Talk.of(
                        "Anna: Can you rewrite the advertisement?", "Ben: Sorry, I can't.", "Cleo: I'll do it.")
                .item();

        assertThat(item).returns("Cleo", ActionItem::owner);
    }

    @Test
    void an_offer_counts_when_it_is_accepted() {
        assertThat(Talk.of("Anna: I can ask the printer.", "Ben: Please do.")
                        .item()
                        .owner())
                .isEqualTo("Anna");
        assertThat(Talk.of("Anna: I can ask the printer.", "Ben: It rains.").items())
                .isEmpty();
    }

    @Test
    void what_has_to_be_done_belongs_to_nobody_until_somebody_takes_it() {
        Talk open = Talk.of("Anna: We need to renew the certificate.", "Ben: It rains.");
        Talk taken = Talk.of("Anna: We need to renew the certificate.", "Ben: That's mine.");

        assertThat(open.item().owner()).isNull();
        assertThat(taken.item().owner()).isEqualTo("Ben");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Action item: renew the certificate.", "TODO: renew the certificate."})
    void what_is_called_an_action_item_is_one(String said) {
        assertThat(Talk.of("Anna: " + said).item().what()).isEqualTo("renew the certificate");
    }

    @Test
    void the_promise_of_somebody_else_is_his() {
        assertThat(Talk.of("Anna: Mark said he'd open the firewall by tomorrow.")
                        .item())
                .returns("Mark", ActionItem::owner)
                .returns(THURSDAY, ActionItem::dueDate);
        assertThat(Talk.of("Anna: Hello, Mark!", "Anna: Mark should open the firewall.")
                        .item())
                .returns("Mark", ActionItem::owner);
    }

    @Test
    void a_promise_that_is_repeated_counts_once() {
        assertThat(Talk.of(
                                "Anna: I'll send the budget report to Olga.",
                                "Ben: Fine.",
                                "Anna: So, as I said, I will send Olga the budget report by Friday.")
                        .item())
                .returns(FRIDAY, ActionItem::dueDate)
                .returns(1L, ActionItem::lineId);
    }

    @Test
    void what_two_people_promise_counts_for_both() {
        assertThat(Talk.of("Anna: I'll send you the expense report.", "Ben: And I'll send you the expense report.")
                        .items())
                .extracting(ActionItem::owner)
                .containsExactly("Anna", "Ben");
    }

    @Test
    void the_day_may_be_corrected() {
        assertThat(Talk.of(
                                "Anna: I'll send the budget report tomorrow.",
                                "Ben: Could you make it Friday?",
                                "Anna: Okay.")
                        .item()
                        .dueDate())
                .isEqualTo(FRIDAY);
        assertThat(Talk.of("Anna: Can you send the report?", "Ben: Yep, by Friday.")
                        .item()
                        .dueDate())
                .isEqualTo(FRIDAY);
    }

    @Test
    void what_is_taken_back_does_not_count() {
        assertThat(Talk.of("Anna: I'll write the minutes. Actually no, Ben has them already.")
                        .items())
                .isEmpty();
    }

    @Test
    void a_sentence_may_go_on_in_the_next_segments() {
        ActionItem item = Talk.of("Anna: So I'll call the", "Anna: agency in Grenoble by", "Anna: Friday.")
                .item();

        assertThat(item)
                .returns("call the agency in Grenoble", ActionItem::what)
                .returns(FRIDAY, ActionItem::dueDate)
                .returns(1L, ActionItem::lineId);
    }

    @Test
    void whoever_answers_me_takes_it() {
        ActionItem item = Talk.of("Anna: Who could write the minutes?", "Ben: Not me.", "Cleo: Me, as always.")
                .item();

        assertThat(item).returns("Cleo", ActionItem::owner).returns("write the minutes", ActionItem::what);
    }

    @Test
    void one_may_get_somebody_else_to_do_it() {
        assertThat(Talk.of("Anna: I'll get Ben to sign the contract.", "Ben: Hm.")
                        .item())
                .returns("Ben", ActionItem::owner)
                .returns("sign the contract", ActionItem::what);
    }

    @Test
    void what_somebody_is_doing_counts_with_a_day_to_come() {
        assertThat(Talk.of("Anna: I'm opening a ticket this afternoon.").item().dueDate())
                .isEqualTo(Talk.DAY);
        assertThat(Talk.of("Anna: I'm opening a ticket.").items()).isEmpty();
    }

    @Test
    void a_request_may_stand_under_a_condition() {
        assertThat(Talk.of("Anna: If they don't answer by Friday, call them.", "Ben: Will do.")
                        .item())
                .returns("Ben", ActionItem::owner);
    }

    @Test
    void a_promise_may_follow_its_condition() {
        assertThat(Talk.of("Anna: When I'm done with the migration I'll call the printer.")
                        .item())
                .returns("call the printer", ActionItem::what)
                .returns("When I'm done with the migration", ActionItem::due);
    }

    @Test
    void a_title_ends_no_sentence() {
        assertThat(Talk.of("Anna: I'll ask Dr. Hale for the forms.").item().what())
                .isEqualTo("ask Dr Hale for the forms");
    }

    @Test
    void what_needs_doing_and_is_named_by_nothing_is_no_item() {
        assertThat(Talk.of("Anna: We need to do that.", "Ben: It rains.").items())
                .isEmpty();
    }

    @Test
    void it_is_explained_by_what_was_said_before() {
        assertThat(Talk.of("Anna: The Wednesday sync wastes our time.", "Ben: I'll cancel it.")
                        .item()
                        .what())
                .isEqualTo("cancel it (The Wednesday sync wastes our time)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "today|2026-03-11",
                "tonight|2026-03-11",
                "by end of day|2026-03-11",
                "in an hour|2026-03-11",
                "tomorrow morning|2026-03-12",
                "the day after tomorrow|2026-03-13",
                "by Friday|2026-03-13",
                "on Wednesday|2026-03-18",
                "next Friday|2026-03-20",
                "this week|2026-03-13",
                "next week|2026-03-20",
                "by the middle of next week|2026-03-18",
                "over the weekend|2026-03-14",
                "by the end of the month|2026-03-31",
                "by the end of June|2026-06-30",
                "by the end of the quarter|2026-03-31",
                "by the end of the year|2026-12-31",
                "next month|2026-04-30",
                "in two weeks|2026-03-25",
                "within 3 days|2026-03-14",
                "in a month|2026-04-11",
                "on 15 March|2026-03-15",
                "by March 15th|2026-03-15",
                "by the 15th of March|2026-03-15",
                "by the twenty third of March|2026-03-23",
                "on the 20th|2026-03-20",
                "on the 5th|2026-04-05",
                "on 2 February|2027-02-02",
                "by 2026-04-01|2026-04-01",
                "by 01.04.2026|2026-04-01"
            })
    void a_day_is_told_from_the_day_of_the_meeting(String due, LocalDate day) {
        ActionItem item = Talk.of("Anna: I'll send the report " + due + ".").item();

        assertThat(item.dueDate()).isEqualTo(day);
        assertThat(item.due()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"as soon as possible", "before the demo", "later", "on 31 February", "for 3 customers"})
    void words_that_name_no_day_are_not_guessed(String due) {
        assertThat(Talk.of("Anna: I'll send the report " + due + ".").item().dueDate())
                .isNull();
    }
}
