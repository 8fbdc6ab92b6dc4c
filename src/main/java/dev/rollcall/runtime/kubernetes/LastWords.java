package dev.rollcall.runtime.kubernetes;

import dev.rollcall.runtime.kubernetes.PodVerdict.Over;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a bot leaves behind: its last lines, as far as its node still has them. */
final class LastWords {

    private static final int LONGEST = 8 * 1024;

    private final Pods pods;

    LastWords(Pods pods) {
        this.pods = pods;
    }

    /** At most 8 KiB, or null when there is nothing. Blocks. */
    String of(String handle, Over over) {
        return evidence(over, over.container() == null ? null : log(handle, over));
    }

    static String withoutLog(Over over) {
        return evidence(over, null);
    }

    private String log(String handle, Over over) {
        try {
            return pods.log(handle, over.container());
        } catch (KubernetesClientException gone) {
            return null; // the node has cleaned up, or does not answer
        }
    }

    private static String evidence(Over over, String log) {
        String output = isBlank(log) ? over.lastWords() : log;
        String all = isBlank(over.message()) ? output : over.message() + "\n" + (output == null ? "" : output);
        return isBlank(all) ? null : end(all.replace("\0", "")); // PostgreSQL takes no NUL
    }

    private static String end(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LONGEST) {
            return text;
        }
        byte[] tail = Arrays.copyOfRange(bytes, bytes.length - LONGEST, bytes.length);
        String end = new String(tail, StandardCharsets.UTF_8);
        return end.substring(end.indexOf('\n') + 1); // a whole line, or all when there is but one
    }

    private static boolean isBlank(String text) {
        return text == null || text.isEmpty();
    }
}
