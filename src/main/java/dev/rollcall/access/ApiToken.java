package dev.rollcall.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A key of a user, without the key: only its hash is kept. */
@Entity
@Table(name = "api_tokens")
class ApiToken {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(name = "user_id", updatable = false)
    long userId;

    @Column(name = "token_hash", updatable = false)
    byte[] tokenHash;

    @Column(updatable = false)
    String name;

    @Column(updatable = false)
    String[] scopes;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    /** Written by {@link KeyLookup} alone. */
    @Column(name = "last_used_at", insertable = false, updatable = false)
    Instant lastUsedAt;

    @Column(name = "expires_at", updatable = false)
    Instant expiresAt;
}
