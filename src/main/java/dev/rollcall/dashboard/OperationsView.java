package dev.rollcall.dashboard;

import dev.rollcall.drain.Drain;
import dev.rollcall.fleet.FleetOverview;
import dev.rollcall.launch.StrayWorkloads.Stray;
import dev.rollcall.sweep.SweepState;
import java.util.List;

/**
 * What the controls of the fleet show.
 *
 * @param sweptOnTime the last pass was made when it should have been
 * @param dryRun this replica only says what it would do
 * @param confirm what was typed
 */
record OperationsView(
        Drain drain,
        FleetOverview.Live live,
        List<FleetView.StatusCount> statuses,
        SweepState.Report sweeper,
        boolean sweptOnTime,
        boolean dryRun,
        List<StrayLine> strays,
        DrainForm form,
        String confirm,
        FormErrors errors,
        Said said) {

    record DrainForm(String reason, String by) {

        static final DrainForm EMPTY = new DrainForm("", "");
    }

    record StrayLine(Stray stray, String why) {

        static StrayLine of(Stray stray) {
            return new StrayLine(stray, why(stray.reason()));
        }

        private static String why(String reason) {
            return switch (reason) {
                case "unknown_meeting" -> "There is no such meeting";
                case "newer_launch" -> "The meeting never had such a launch";
                case "not_launched_by_us" -> "It was there before it was launched";
                default -> reason.replace('_', ' ');
            };
        }
    }

    public String drainBy() {
        return drain.by() == null ? "nobody" : drain.by();
    }

    public boolean holdsStrays() {
        return strays.stream().anyMatch(line -> line.stray().releasedAt() == null);
    }

    OperationsView with(DrainForm typed, FormErrors wrong) {
        return new OperationsView(
                drain, live, statuses, sweeper, sweptOnTime, dryRun, strays, typed, confirm, wrong, Said.NOTHING);
    }

    OperationsView with(String typed, FormErrors wrong) {
        return new OperationsView(
                drain, live, statuses, sweeper, sweptOnTime, dryRun, strays, form, typed, wrong, Said.NOTHING);
    }
}
