package dev.rollcall.access;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The table of users. */
@ApplicationScoped
class Users implements PanacheRepository<User> {

    Uni<User> withEmail(String email) {
        return find("lower(email) = lower(?1)", email).firstResult();
    }

    Uni<List<User>> page(int skip, int limit) {
        return find("order by id").range(skip, skip + limit - 1).list();
    }
}
