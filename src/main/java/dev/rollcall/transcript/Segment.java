package dev.rollcall.transcript;

/**
 * Some words that somebody said, as they came in, made fit to be stored.
 *
 * @param id the sender's own name for it, or null
 * @param start seconds since its session began, as {@code end}
 * @param completed whether the sender will not change it any more
 */
record Segment(String id, double start, double end, String text, String language, String speaker, boolean completed) {

    /** What every version of this segment has in common within its meeting; V30 gives the same to older rows. */
    String key(String sessionUid) {
        return id != null ? "id:" + id : "at:" + sessionUid + ":" + Math.round(start * 1000);
    }

    /** Words stay out of logs. */
    @Override
    public String toString() {
        return "Segment[start=" + start + ", end=" + end + ", completed=" + completed + "]";
    }
}
