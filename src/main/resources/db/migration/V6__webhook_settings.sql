-- Where a user wants to be told of meetings. Settings of one user are one row, so they stand with the user.

alter table users
    add column webhook_url        text,
    -- sealed under the server's key, never in clear; it must come back for signing
    add column webhook_secret     text,
    -- which events are wanted: {"meeting.completed": true}; empty: what is sent by default
    add column webhook_events     jsonb not null default '{}',
    add column webhook_changed_at timestamptz;
