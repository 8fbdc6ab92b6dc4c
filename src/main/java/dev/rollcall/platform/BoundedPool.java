package dev.rollcall.platform;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Bounds what the driver leaves unbounded: by itself it waits for ever for a database that hangs or is cut off, and each
 * such connection is lost to the pool. The limits of the statements do not help there, since the database keeps them.
 * Together the two waits stay below the ten seconds after which a caller has gone.
 */
@Singleton
class BoundedPool implements PgPoolCreator {

    /** For a free place in the pool; places are free again after milliseconds. */
    private static final int WAIT_MILLIS = 4_000;

    /** A connection on which nothing moves for so long is closed. Longer than statement_timeout. */
    private static final int SILENCE_MILLIS = 5_500;

    /** The pool gives up an unused connection before its silence could be mistaken for that. */
    private static final int UNUSED_MILLIS = 4_000;

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList()
                .forEach(options -> options.setIdleTimeout(SILENCE_MILLIS).setIdleTimeoutUnit(TimeUnit.MILLISECONDS));
        input.poolOptions()
                .setConnectionTimeout(WAIT_MILLIS)
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(UNUSED_MILLIS)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(List.copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
    }
}
