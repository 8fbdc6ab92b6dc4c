package dev.rollcall.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BotCommandTest {

    @Test
    void the_configured_command_is_taken_as_it_is() {
        List<String> command = BotCommand.of(Optional.of(List.of("node", "/opt/bot/bot.js")));

        assertThat(command).containsExactly("node", "/opt/bot/bot.js");
    }

    @Test
    void a_program_without_a_path_is_found_in_the_path() {
        Optional<List<String>> resolved = BotCommand.resolve(List.of("sh", "-c", "exit 0"));

        assertThat(resolved).hasValueSatisfying(command -> {
            assertThat(Path.of(command.get(0))).isAbsolute().isExecutable();
            assertThat(command.subList(1, 3)).containsExactly("-c", "exit 0");
        });
    }

    @Test
    void what_cannot_be_executed_is_not_found(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "not a program");
        List<String> programs = List.of("no-such-bot", "/no/such/bot", text.toString(), folder.toString());

        assertThat(programs)
                .allSatisfy(program ->
                        assertThat(BotCommand.resolve(List.of(program))).isEmpty());
    }

    @Test
    void the_class_path_is_made_of_the_jars_and_folders_that_the_classes_came_from() {
        String classPath = BotCommand.classPath(List.of(
                BotCommand.class.getName(),
                "com.fasterxml.jackson.core.JsonFactory",
                "com.fasterxml.jackson.databind.ObjectMapper"));

        assertThat(classPath.split(File.pathSeparator))
                .hasSize(3)
                .allSatisfy(entry -> assertThat(Path.of(entry)).exists());
    }

    @Test
    void a_native_executable_is_its_own_reference_bot() {
        assertThat(BotCommand.ofExecutable(Optional.of("/opt/rollcall"))).containsExactly("/opt/rollcall", "bot");
    }

    @Test
    void a_reference_bot_that_is_not_there_is_said_in_one_sentence() {
        assertThatThrownBy(() -> BotCommand.classPath(List.of("dev.rollcall.no.SuchBot")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("dev.rollcall.no.SuchBot")
                .hasMessageContaining("rollcall.process.command");
    }
}
