package dev.rollcall.webhook;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.unchecked.Unchecked;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.util.List;

/** As the machine's own resolver says. It blocks, hence the worker threads. */
@ApplicationScoped
class ResolvedAddresses implements Addresses {

    @Override
    public Uni<List<InetAddress>> of(String host) {
        return Uni.createFrom()
                .item(Unchecked.supplier(() -> List.of(InetAddress.getAllByName(host))))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }
}
