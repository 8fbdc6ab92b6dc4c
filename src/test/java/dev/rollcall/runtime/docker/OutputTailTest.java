package dev.rollcall.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputTailTest {

    private final ByteArrayOutputStream frames = new ByteArrayOutputStream();

    private OutputTailTest frame(int stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        frames.writeBytes(ByteBuffer.allocate(8)
                .put((byte) stream)
                .putInt(4, bytes.length)
                .array());
        frames.writeBytes(bytes);
        return this;
    }

    private String tail() throws IOException {
        return OutputTail.of(new ByteArrayInputStream(frames.toByteArray()));
    }

    @Test
    void both_streams_are_joined_in_their_order() throws IOException {
        frame(1, "one\n").frame(2, "two\n").frame(1, "three");

        assertThat(tail()).isEqualTo("one\ntwo\nthree");
    }

    @Test
    void no_output_is_null() throws IOException {
        assertThat(tail()).isNull();
    }

    @Test
    void a_character_may_lie_across_two_frames() throws IOException {
        byte[] robot = "🤖".getBytes(StandardCharsets.UTF_8);
        frames.writeBytes(new byte[] {1, 0, 0, 0, 0, 0, 0, 2, robot[0], robot[1]});
        frames.writeBytes(new byte[] {1, 0, 0, 0, 0, 0, 0, 2, robot[2], robot[3]});

        assertThat(tail()).isEqualTo("🤖");
    }

    @Test
    void of_much_output_the_last_whole_lines_are_kept() throws IOException {
        for (int i = 0; i < 5_000; i++) {
            frame(1 + i % 2, "line " + i + "\n");
        }

        assertThat(tail()).startsWith("line ").endsWith("line 4999\n").hasSizeBetween(8_000, 8 * 1024);
    }

    @Test
    void one_line_without_an_end_is_cut() throws IOException {
        frame(1, "x".repeat(50_000) + "end");

        assertThat(tail()).hasSize(8 * 1024).endsWith("xend");
    }

    @Test
    void what_breaks_off_is_kept_as_far_as_it_goes() throws IOException {
        frame(1, "whole\n");
        frames.writeBytes(new byte[] {1, 0, 0, 0, 0, 0, 0, 9, 'h', 'a', 'l', 'f'});

        assertThat(tail()).isEqualTo("whole\nhalf");
    }

    @Test
    void no_zero_byte_is_left() throws IOException {
        frame(1, "a\0b");

        assertThat(tail()).isEqualTo("ab");
    }
}
