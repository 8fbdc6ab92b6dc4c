package dev.rollcall.standing;

/** Takes what a connection tells: from any thread, without waiting, in order. */
@FunctionalInterface
public interface Reports {

    void tell(Report report);
}
