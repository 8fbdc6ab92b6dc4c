package dev.rollcall.dashboard;

import dev.rollcall.standing.Status;

/** The status of a standing bot's connection as people see it. */
final class ConnectionBadge {

    private ConnectionBadge() {}

    static Badge of(Status status) {
        return switch (status) {
            case UNKNOWN ->
                new Badge("help", "Unknown", "It has not been tried yet, or nobody has reported for a while.");
            case CONNECTED -> new Badge("check_circle", "Connected", "Proven a moment ago: it works.");
            case AUTH_FAILED -> new Badge("key_off", "Auth failed", "The service refuses its credentials.");
            case CONNECTION_ERROR -> new Badge("error", "Connection error", "The network or the service fails it.");
            case DISCONNECTED -> new Badge("cloud_off", "Disconnected", "It is switched off.");
        };
    }
}
