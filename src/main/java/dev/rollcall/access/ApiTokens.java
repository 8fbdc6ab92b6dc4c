package dev.rollcall.access;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The table of keys. */
@ApplicationScoped
class ApiTokens implements PanacheRepository<ApiToken> {

    Uni<List<ApiToken>> of(User user) {
        return find("userId = ?1 order by id", user.id).list();
    }
}
