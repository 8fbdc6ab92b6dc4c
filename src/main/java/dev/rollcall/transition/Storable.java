package dev.rollcall.transition;

import dev.rollcall.lifecycle.Decision;
import dev.rollcall.lifecycle.Ending;
import dev.rollcall.lifecycle.HistoryEntry;
import dev.rollcall.lifecycle.HistoryEntry.Kind;
import dev.rollcall.lifecycle.Report;
import dev.rollcall.platform.Masking;
import io.vertx.core.json.Json;

/**
 * A decision as it is written, published and logged: the words of others without the secrets of the order, and those
 * that changed nothing in brief.
 */
final class Storable {

    /** Of error details, in characters of JSON. There may be {@link Draft#MOST_EVIDENCE} of them. */
    private static final int LONGEST_EVIDENCE = 8 * 1024;

    private Storable() {}

    static Decision of(Decision decision, Masking masking) {
        return new Decision(
                decision.answer(),
                decision.next(),
                ending(decision.ending(), masking),
                decision.history().stream().map(row -> entry(row, masking)).toList(),
                decision.commands(),
                decision.effects());
    }

    private static Ending ending(Ending ending, Masking masking) {
        return ending == null
                ? null
                : new Ending(
                        ending.status(),
                        ending.completionReason(),
                        ending.failureStage(),
                        ending.exitCode(),
                        masking.text(ending.errorMessage()));
    }

    private static HistoryEntry entry(HistoryEntry row, Masking masking) {
        boolean evidence = row.kind() == Kind.EVIDENCE || row.kind() == Kind.FENCED;
        return new HistoryEntry(
                row.kind(),
                row.from(),
                row.to(),
                row.source(),
                masking.text(row.reason()),
                report(row.report(), masking, evidence));
    }

    private static Report report(Report report, Masking masking, boolean brief) {
        return new Report(
                report.attempt(),
                masking.text(report.reason()),
                report.completionReason(),
                report.failureStage(),
                report.exitCode(),
                details(report.errorDetails(), masking, brief),
                report.containerId());
    }

    private static String details(String json, Masking masking, boolean brief) {
        if (json == null) {
            return null;
        }
        String masked = Json.encode(masking.json(Json.decodeValue(json)));
        return brief && masked.length() > LONGEST_EVIDENCE
                ? Json.encode(masked.substring(0, LONGEST_EVIDENCE) + "…")
                : masked;
    }
}
