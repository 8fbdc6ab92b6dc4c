package dev.rollcall.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScopeTest {

    @ParameterizedTest(name = "[{0}] on {1}: {2}")
    @CsvSource(textBlock = """
                    '',          /bots,                        true
                    '',          /meetings/1,                  true
                    '',          /anything/else,               true
                    bot,         /bots,                        true
                    bot,         /bots/status,                 true
                    bot,         /bots/google_meet/abc/config, true
                    bot,         /user/webhook,                true
                    bot,         /botsx,                       false
                    bot,         /users,                       false
                    bot,         /meetings,                    false
                    bot,         /transcripts/zoom/1,          false
                    bot,         /b/1,                         false
                    bot,         /,                            false
                    bot,         /ui/meetings,                 true
                    bot,         /uix,                         false
                    tx,          /ui/meetings,                 false
                    tx,          /meetings,                    true
                    tx,          /meetings/1/history,          true
                    tx,          /transcripts/zoom/1,          true
                    tx,          /bots,                        false
                    tx,          /user/webhook,                false
                    browser,     /b/abc,                       true
                    browser,     /bots,                        false
                    'bot,tx',    /bots,                        true
                    'bot,tx',    /meetings,                    true
                    'bot,tx',    /b/1,                         false
                    later,       /bots,                        false
                    'later,bot', /bots,                        true
                    BOT,         /bots,                        false
                    """)
    void opens(String scopes, String path, boolean expected) {
        List<String> held = scopes.isEmpty() ? List.of() : Arrays.asList(scopes.split(","));
        assertThat(Scope.allow(held, path)).isEqualTo(expected);
    }
}
