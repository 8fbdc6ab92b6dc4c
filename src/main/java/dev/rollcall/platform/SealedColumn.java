package dev.rollcall.platform;

/**
 * A column of secrets that {@link Seal} has sealed. Whoever has one tells of it by a bean, so that its secrets come under the
 * new key after a change of the server's key.
 */
public interface SealedColumn {

    String table();

    /** A column that tells the rows apart, a number. */
    String id();

    String column();

    /** What the secret of this row was sealed for. */
    String place(long id);
}
