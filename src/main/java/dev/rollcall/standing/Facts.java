package dev.rollcall.standing;

/**
 * What was found just now. Null where nobody has looked: what was known before stays, with its own time.
 *
 * @param credentialsOk whether the service has accepted the credentials
 * @param apiReachable whether the service has answered as it should
 * @param roomsOpen connections that stand
 * @param roomsKnown connections that should stand
 */
public record Facts(Boolean credentialsOk, Boolean apiReachable, Integer roomsOpen, Integer roomsKnown) {

    public static final Facts NONE = new Facts(null, null, null, null);

    public Facts withCredentials(boolean ok) {
        return new Facts(ok, apiReachable, roomsOpen, roomsKnown);
    }

    public Facts withApi(boolean reachable) {
        return new Facts(credentialsOk, reachable, roomsOpen, roomsKnown);
    }

    public Facts withRooms(int open, int known) {
        return new Facts(credentialsOk, apiReachable, open, known);
    }

    /** These, and of the former what these do not tell. */
    Facts over(Facts former) {
        return new Facts(
                credentialsOk == null ? former.credentialsOk : credentialsOk,
                apiReachable == null ? former.apiReachable : apiReachable,
                roomsOpen == null ? former.roomsOpen : roomsOpen,
                roomsKnown == null ? former.roomsKnown : roomsKnown);
    }

    /** Whether rooms that should be open are not. */
    boolean roomsMissing() {
        return roomsOpen != null && roomsKnown != null && roomsOpen < roomsKnown;
    }

    boolean allWell() {
        return Boolean.TRUE.equals(credentialsOk) && Boolean.TRUE.equals(apiReachable) && !roomsMissing();
    }
}
