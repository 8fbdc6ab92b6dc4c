package dev.rollcall.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.platform.OutboundUrl.Rules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundUrlTest {

    private static final Rules STRICT = new Rules(false, false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org",
                "https://example.org/hook?a=b#c",
                "HTTPS://Example.ORG:8443/hook",
                "https://example.org./hook",
                "https://xn--bcher-kva.example/hook",
                "https://1.1.1.1/hook",
                "https://[2606:4700::1111]/hook",
                "https://hooks.example.org/x/y%20z",
                "https://localhost.example.org/",
                "https://127.0.0.1.example.org/"
            })
    void may_be_called(String url) {
        assertThat(OutboundUrl.refusal("webhook_url", url, STRICT)).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void has_to_be_there(String url) {
        assertThat(OutboundUrl.refusal("webhook_url", url, STRICT)).hasValue("webhook_url is required.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org",
                "https:example.org",
                "https://",
                "https:///hook",
                "https://exa mple.org",
                "https://example.org/a b",
                "https://example.org\\@10.0.0.1/",
                "https://bücher.example/",
                "https://example.org:port/",
                "https://example.org\n",
                "https://ex_ample.org",
                "https://127.1/",
                "https://0x7f.1/",
                "https://192.168.1.1./"
            })
    void has_to_be_an_address(String url) {
        assertThat(OutboundUrl.refusal("webhook_url", url, STRICT))
                .hasValue("webhook_url must be an address such as https://example.org/hook.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org",
                "ftp://example.org",
                "file://example.org/etc/passwd",
                "gopher://example.org"
            })
    void has_to_be_https(String url) {
        assertThat(OutboundUrl.refusal("webhook_url", url, STRICT)).hasValue("webhook_url must begin with https://.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://ada@example.org", "https://ada:secret@example.org", "https://:@example.org"})
    void has_no_password_in_it(String url) {
        assertThat(OutboundUrl.refusal("webhook_url", url, STRICT))
                .hasValue("webhook_url must not contain a user name or password.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.org:0/", "https://example.org:65536/"})
    void has_a_port_that_there_is(String url) {
        assertThat(OutboundUrl.refusal("webhook_url", url, STRICT))
                .hasValue("webhook_url must have a port from 1 to 65535, or none.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://localhost/",
                "https://LOCALHOST:8080/",
                "https://localhost./",
                "https://api.localhost/",
                "https://redis:6379/",
                "https://printer.local/",
                "https://metadata.google.internal/",
                "https://rollcall.default.svc/",
                "https://rollcall.default.svc.cluster.local/",
                "https://127.0.0.1/",
                "https://0x7f000001/",
                "https://2130706433/",
                "https://010.0.0.1/",
                "https://0177.0.0.1/",
                "https://10.0.0.8/",
                "https://169.254.169.254/latest/meta-data",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://[fd00::1]/",
                "https://[fe80::1%25eth0]/"
            })
    void leads_to_no_private_host(String url) {
        assertThat(OutboundUrl.refusal("webhook_url", url, STRICT))
                .hasValue("webhook_url must lead to a public host, not into a private network.");
    }

    @Test
    void is_not_endless() {
        assertThat(OutboundUrl.refusal("webhook_url", "https://example.org/" + "x".repeat(2048), STRICT))
                .hasValue("webhook_url must have at most 2048 characters.");
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.org/, true, false, true",
        "http://localhost:9000/, true, false, false",
        "http://localhost:9000/, true, true, true",
        "https://10.0.0.1/, false, true, true",
        "http://10.0.0.1/, false, true, false",
        "ftp://example.org/, true, true, false",
        "http://ada@localhost/, true, true, false",
    })
    void follows_the_rules_of_the_installation(String url, boolean http, boolean privateHosts, boolean allowed) {
        assertThat(OutboundUrl.refusal("webhook_url", url, new Rules(http, privateHosts))
                        .isEmpty())
                .isEqualTo(allowed);
    }
}
