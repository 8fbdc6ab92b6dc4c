-- Requests for bots that were answered, so that the same request again gets the same answer and no second bot. A row
-- is written by the transaction that takes the slot: there is no bot without its row, and no row without its bot.

create table idempotency_keys (
    user_id      bigint      not null references users (id) on delete cascade,
    -- keyed hashes: neither the client's key nor its order can be read or guessed from them
    key_hash     bytea       not null check (octet_length(key_hash) = 32),
    order_hash   bytea       not null check (octet_length(order_hash) = 32),
    meeting_id   bigint      not null references meetings (id) on delete cascade,
    -- the first answer as JSON text, without the link, which may hold a passcode; null once the meeting is redacted
    answer       text,
    expires_at   timestamptz not null,
    primary key (user_id, key_hash)
);

create index idempotency_keys_of_a_meeting on idempotency_keys (meeting_id);
create index idempotency_keys_by_expiry on idempotency_keys (expires_at);
