package dev.rollcall.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {

    private static Answer read(String text) throws IOException {
        return Answer.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void a_body_comes_by_length_in_chunks_or_until_the_end() throws IOException {
        assertThat(read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef").text())
                .isEqualTo("abc");
        assertThat(
                        read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n")
                                .text())
                .isEqualTo("abc0123456789");
        assertThat(read("HTTP/1.0 404 Not Found\r\n\r\nto the end").text()).isEqualTo("to the end");
        assertThat(read("HTTP/1.1 204 No Content\r\n\r\nnot ours").text()).isEmpty();
    }

    @Test
    void headers_are_found_in_any_case() throws IOException {
        Answer answer = read("HTTP/1.1 304 Not Modified\r\nDATE:  today \r\n\r\n");

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.headers()).containsEntry("date", "today");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabc"
            })
    void what_breaks_off_is_no_answer(String text) {
        assertThatThrownBy(() -> read(text).text()).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/1.1 okay\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: much\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"
            })
    void what_is_not_http_is_said_so(String text) {
        assertThatThrownBy(() -> read(text).text()).hasMessage("The answer is not HTTP.");
    }
}
