package dev.rollcall.extract;

import java.util.List;

/**
 * What was found in a meeting.
 *
 * @param summary its most telling sentences in their order; empty when nothing was said
 * @param items in the order in which they were said
 */
public record Extraction(String summary, List<ActionItem> items) {

    public Extraction {
        items = List.copyOf(items);
    }

    /** Words stay out of logs. */
    @Override
    public String toString() {
        return "Extraction[items=" + items + "]";
    }
}
