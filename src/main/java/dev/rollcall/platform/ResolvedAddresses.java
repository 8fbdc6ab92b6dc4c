package dev.rollcall.platform;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** As the machine's own resolver says. It blocks, hence the worker threads. */
@ApplicationScoped
public class ResolvedAddresses implements Addresses {

    @Override
    public Uni<List<InetAddress>> of(String host) {
        return Uni.createFrom()
                .<List<InetAddress>>emitter(addresses -> resolve(host, addresses))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /** Without a wrapper around the failure, which would be told instead of it. */
    private static void resolve(String host, UniEmitter<? super List<InetAddress>> addresses) {
        try {
            addresses.complete(List.of(InetAddress.getAllByName(host)));
        } catch (UnknownHostException e) {
            addresses.fail(e);
        }
    }
}
