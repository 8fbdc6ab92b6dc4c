package dev.rollcall.platform;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** Alerts whose number is not fixed, such as one for each of some things. */
public interface FleetAlerts {

    /** Those that there are at present, or have been told of and are over; fails when nobody can tell. */
    Uni<List<FleetAlert>> present();
}
