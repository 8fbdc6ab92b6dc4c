package dev.rollcall.extract;

import java.time.LocalDate;

/**
 * When something is to be done.
 *
 * @param date the day that is meant, or null
 * @param from the first word of it in its sentence
 * @param to the word after its last
 */
record Due(String text, LocalDate date, int from, int to) {}
