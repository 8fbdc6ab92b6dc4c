package dev.rollcall.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RussianRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"Я отправлю отчёт Ольге.", "Отправлю отчёт Ольге.", "Мне нужно отправить отчёт Ольге."})
    void what_somebody_promises_is_noted_with_its_infinitive(String said) {
        assertThat(Talk.of("Анна: " + said).item().what()).isEqualTo("отправить отчёт Ольге");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Я отправил отчёт вчера.",
                "Я не отправлю отчёт.",
                "Я бы отправил отчёт.",
                "Если отправлю отчёт, она обидится.",
                "Кто отправит отчёт?",
                "Давайте начнём.",
                "Подождите, пожалуйста, минуту."
            })
    void what_was_done_denied_imagined_or_only_asked_is_no_item(String said) {
        assertThat(Talk.of("Анна: " + said, "Борис: Гм.").items()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Борис, проверь, пожалуйста, журнал.",
                "Борис, проверь журнал.",
                "Борис, ты можешь проверить журнал?",
                "Борис, не забудь проверить журнал."
            })
    void a_request_belongs_to_the_one_who_is_called(String said) {
        ActionItem item =
                Talk.of("Анна: " + said, "Вера: Дождь.", "Борис: Холодно.").item();

        assertThat(item.owner()).isEqualTo("Борис");
        assertThat(item.what()).startsWith("проверить").endsWith("журнал");
    }

    @Test
    void what_has_to_be_done_belongs_to_the_one_who_takes_it() {
        ActionItem item = Talk.of("Анна: Надо обновить сертификаты.", "Борис: Сделаю завтра.")
                .item();

        assertThat(item)
                .returns("Борис", ActionItem::owner)
                .returns("обновить сертификаты", ActionItem::what)
                .returns(LocalDate.of(2026, 3, 12), ActionItem::dueDate);
    }

    @Test
    void what_one_needs_to_do_oneself_is_a_promise_and_what_another_needs_a_request() {
        assertThat(Talk.of("Анна: Мне надо обновить сертификаты.").item().owner())
                .isEqualTo("Анна");
        assertThat(Talk.of("Анна: Тебе надо обновить сертификаты.", "Борис: Хорошо.")
                        .item()
                        .owner())
                .isEqualTo("Борис");
    }

    @Test
    void what_is_done_already_is_no_item() {
        assertThat(Talk.of("Анна: Не забудьте продлить билет.", "Борис: Уже продлил.")
                        .items())
                .isEmpty();
    }

    @Test
    void an_object_may_stand_before_its_verb() {
        assertThat(Talk.of("Анна: Протокол я разошлю вечером.").item())
                .returns("разослать Протокол", ActionItem::what)
                .returns(Talk.DAY, ActionItem::dueDate);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "сегодня|2026-03-11",
                "вечером|2026-03-11",
                "после обеда|2026-03-11",
                "завтра утром|2026-03-12",
                "послезавтра|2026-03-13",
                "до пятницы|2026-03-13",
                "в среду|2026-03-18",
                "к понедельнику|2026-03-16",
                "до следующей среды|2026-03-18",
                "на этой неделе|2026-03-13",
                "на следующей неделе|2026-03-20",
                "до конца месяца|2026-03-31",
                "до конца июня|2026-06-30",
                "через неделю|2026-03-18",
                "через две недели|2026-03-25",
                "через 3 дня|2026-03-14",
                "15 марта|2026-03-15",
                "до двадцать пятого марта|2026-03-25",
                "к двадцатому марта|2026-03-20",
                "до 2026-04-01|2026-04-01"
            })
    void a_day_is_told_from_the_day_of_the_meeting(String due, LocalDate day) {
        assertThat(Talk.of("Анна: Я отправлю отчёт " + due + ".").item().dueDate())
                .isEqualTo(day);
    }
}
