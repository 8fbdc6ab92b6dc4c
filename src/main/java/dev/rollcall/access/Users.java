package dev.rollcall.access;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
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

    /** By id, the newest first. */
    Uni<List<User>> withPart(String ofEmail, long before, int limit) {
        return find("id < ?1 and (?2 = '' or locate(lower(?2), lower(email)) > 0) order by id desc", before, ofEmail)
                .range(0, limit - 1)
                .list();
    }

    /** For a transaction that nobody else may do at the same time. */
    Uni<User> locked(long id) {
        return findById(id, LockModeType.PESSIMISTIC_WRITE);
    }
}
