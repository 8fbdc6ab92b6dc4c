package dev.rollcall.runtime.docker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of the Engine API. Old ones are dropped one day, so it is agreed with the engine. */
record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {

    /** Of engine 20.10: what is used here has not changed since, and older engines are out of support. */
    static final ApiVersion WANTED = new ApiVersion(1, 41);

    private static final Pattern FORM = Pattern.compile("(\\d{1,3})\\.(\\d{1,4})");

    /** The wanted one, or the nearest that the engine speaks; what it does not say does not count. */
    static ApiVersion agree(String oldest, String newest) {
        ApiVersion lowest = parse(oldest);
        ApiVersion highest = parse(newest);
        if (lowest.compareTo(WANTED) > 0) {
            return lowest;
        }
        return highest.compareTo(WANTED) < 0 ? highest : WANTED;
    }

    private static ApiVersion parse(String text) {
        Matcher version = FORM.matcher(text);
        return version.matches()
                ? new ApiVersion(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2)))
                : WANTED;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
