package dev.rollcall.runtime.nomad;

import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;

/** The last lines that a bot has written, at most 8 KiB. Nomad keeps its two streams apart. */
final class LastOutput {

    private static final int BYTES = 8 * 1024;

    private final BotJobs jobs;

    LastOutput(BotJobs jobs) {
        this.jobs = jobs;
    }

    /** Never fails: where the lines cannot be had, it says so instead of them. Null when there are none. */
    Uni<String> of(String allocation) {
        return tail(allocation, "stderr")
                .chain(errors -> tail(allocation, "stdout").map(text -> both(text, errors)))
                .onFailure()
                .recoverWithItem(trouble -> "(The last output could not be read: " + trouble.getMessage() + ")");
    }

    private Uni<String> tail(String allocation, String stream) {
        return jobs.tail(allocation, stream, BYTES).map(answer -> {
            if (!answer.ok()) {
                throw answer.trouble();
            }
            return wholeLines(answer.body().replace("\0", ""), BYTES); // PostgreSQL takes no NUL
        });
    }

    private static String both(String output, String errors) {
        if (output.isEmpty() || errors.isEmpty()) {
            String text = output + errors;
            return text.isEmpty() ? null : text;
        }
        return wholeLines(output, BYTES / 2) + wholeLines(errors, BYTES / 2);
    }

    /** What was cut in front, as a tail of this size is, begins with the first whole line. */
    private static String wholeLines(String text, int most) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < most) {
            return text;
        }
        String tail = new String(bytes, bytes.length - most, most, StandardCharsets.UTF_8);
        return tail.substring(tail.indexOf('\n') + 1);
    }
}
