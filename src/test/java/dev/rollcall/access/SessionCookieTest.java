package dev.rollcall.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionCookieTest {

    @Test
    void over_https_it_goes_over_https_alone() {
        String cookie = SessionCookie.cookie("sealed", true).encode();

        assertThat(cookie).contains("Secure", "HTTPOnly", "SameSite=Strict", "Path=/");
    }

    @Test
    void over_http_a_browser_would_not_take_that() {
        String cookie = SessionCookie.cookie("sealed", false).encode();

        assertThat(cookie).doesNotContain("Secure");
    }
}
