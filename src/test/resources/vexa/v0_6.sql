-- A database of Vexa v0.6 (docs/migrating-from-vexa.md): its tables, and at least one row of every kind that was seen in
-- one or that its code can write.

create table alembic_version (version_num varchar(32) primary key);
insert into alembic_version values ('5befe308fa8b');

create table users (
    id                  serial primary key,
    email               varchar(255) not null unique,
    name                varchar(100),
    image_url           text,
    created_at          timestamp default now(),
    max_concurrent_bots integer not null default 1,
    data                jsonb not null default '{}'
);
create index ix_users_email on users (email);

create table api_tokens (
    id         serial primary key,
    token      varchar(255) not null unique,
    user_id    integer not null references users (id),
    created_at timestamp default now()
);

create table meetings (
    id                   serial primary key,
    user_id              integer not null references users (id),
    platform             varchar(100) not null,
    platform_specific_id varchar(255),
    status               varchar(50) not null,
    bot_container_id     varchar(255),
    start_time           timestamp,
    end_time             timestamp,
    data                 jsonb not null,
    created_at           timestamp default now(),
    updated_at           timestamp default now()
);
create index ix_meetings_user_platform_native_id_created_at
    on meetings (user_id, platform, platform_specific_id, created_at);
create index ix_meetings_data_gin on meetings using gin (data);

create table meeting_sessions (
    id                 serial primary key,
    meeting_id         integer not null references meetings (id),
    session_uid        varchar not null,
    session_start_time timestamptz default now(),
    constraint _meeting_session_uc unique (meeting_id, session_uid)
);

create table transcriptions (
    id          serial primary key,
    meeting_id  integer not null references meetings (id),
    start_time  float not null,
    end_time    float not null,
    text        text not null,
    speaker     varchar(255),
    language    varchar(10),
    created_at  timestamp default now(),
    session_uid varchar
);
create index ix_transcription_meeting_start on transcriptions (meeting_id, start_time);

insert into users (id, email, name, image_url, created_at, max_concurrent_bots, data) values
    (1, 'ada@example.org', 'Ada Lovelace', 'https://example.org/ada.png', '2025-09-16 08:30:00.123456', 3,
     '{"webhook_url": "https://example.org/hook", "webhook_secret": "sesame-sesame", "plan": {"name": "pro"}}'),
    (2, 'Ada@Example.org', 'Ada again', null, '2025-09-17 00:00:00', 0, '{}'),
    (3, 'nolimit@example.org', null, null, '2025-09-18 00:00:00', -1, '{}'),
    (4, repeat('l', 240) || '@example.org', repeat('Ł', 100), null, null, 2, '["not an object"]'),
    (9, '李雷@例子.测试', '李雷 🎉', null, '2025-10-01 12:00:00', 1, '{"note": "unicode ✓"}');
select setval('users_id_seq', 12);

insert into api_tokens (id, token, user_id, created_at) values
    (1, 'Q7hYb2LmN4pR8sT1vW3xZ5aC6dE9fG0jK2mP4qS6', 1, '2025-09-16 08:31:00'),
    (2, 'sEcOnDkEyOfAdA0000000000000000000000000A', 1, null),
    (3, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2', 2, '2025-09-17 00:01:00'),
    (4, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa3', 3, '2025-09-18 00:01:00'),
    (7, 'schlüssel-ключ-' || repeat('k', 240), 9, '2025-10-01 12:00:00');
select setval('api_tokens_id_seq', 7);

insert into meetings (
    id, user_id, platform, platform_specific_id, status, bot_container_id, start_time, end_time, data, created_at,
    updated_at) values
    -- a whole life
    (1, 1, 'google_meet', 'abc-defg-hij', 'completed', repeat('a', 64),
     '2025-10-01 10:00:30.5', '2025-10-01 11:00:00.25',
     '{"completion_reason": "left_alone", "participants": ["Ada", "Grace"], "languages": ["en", "de"], "name": "Weekly",
       "status_transition": [
         {"from": "requested", "to": "joining", "timestamp": "2025-10-01T10:00:05.123456", "source": "bot_callback"},
         {"from": "joining", "to": "awaiting_admission", "timestamp": "2025-10-01T10:00:10", "source": "bot_callback"},
         {"from": "awaiting_admission", "to": "active", "timestamp": "2025-10-01T10:00:30.500000", "source": "bot_callback"},
         {"from": "active", "to": "completed", "timestamp": "2025-10-01T11:00:00.250000", "source": "user",
          "reason": "left_alone_timeout", "completion_reason": "left_alone"}]}',
     '2025-10-01 10:00:00', '2025-10-01 11:00:01'),
    -- the history as one object; a Teams meeting with a passcode
    (2, 1, 'teams', '1234567890123', 'completed', null, '2025-09-16 09:00:00', '2025-09-16 09:30:00',
     '{"passcode": "aB3dE5gH", "completion_reason": "stopped", "stop_requested": true,
       "status_transition": {"from": "active", "to": "completed", "timestamp": "2025-09-16T09:30:00Z", "source": "user"}}',
     '2025-09-16 08:59:00', '2025-09-16 09:30:00'),
    -- the key before that; a failure with the bot's error as Python printed it
    (3, 1, 'google_meet', 'fai-lure-aaa', 'failed', repeat('b', 64), null, '2025-10-02 10:05:00',
     '{"failure_stage": "joining", "error_details": "{''error_message'': ''Timeout 30000ms exceeded.'', ''context'': None}",
       "last_error": {"exit_code": 1, "reason": "join_meeting_error", "timestamp": "2025-10-02T10:05:00"},
       "status_transitions": [
         {"from": "requested", "to": "joining", "timestamp": "2025-10-02T10:04:00", "source": "bot_callback"},
         {"from": "joining", "to": "failed", "timestamp": "2025-10-02T10:05:00", "source": "bot_callback"}]}',
     '2025-10-02 10:03:00', '2025-10-02 10:05:00'),
    -- the error as an object, a reason that nobody knows, and a history that our columns cannot hold
    (4, 1, 'google_meet', 'fai-lure-bbb', 'failed', 'unknown', '2025-10-02 11:00:00', '2025-10-02 11:05:00',
     jsonb_build_object(
         'completion_reason', 'a reason of our own',
         'failure_stage', 'active',
         'error_details', '{"error_message": "Ünïcode 会议", "code": 7}'::jsonb,
         'last_error', '{"exit_code": 99999999999}'::jsonb,
         'status_transition', jsonb_build_array(
             '{"from": "requested", "to": "joining", "timestamp": "yesterday evening", "source": "bot_callback"}'::jsonb,
             jsonb_build_object('from', 'joining', 'to', repeat('x', 60), 'timestamp', '2025-10-02T11:00:00+02:00',
                                'source', 'bot_callback', 'container', 'vexa-bot-4'),
             '"a mere text"'::jsonb)),
     '2025-10-02 11:00:00', '2025-10-02 11:05:00'),
    -- words of other versions
    (5, 1, 'google_meet', 'err-orrr-aaa', 'error', null, null, null, '{}', '2025-10-03 10:00:00', '2025-10-03 10:00:10'),
    (6, 1, 'google_meet', 'res-erve-aaa', 'reserved', null, null, null, '{}', '2025-10-03 10:01:00', '2025-10-03 10:01:10'),
    (7, 1, 'google_meet', 'sta-rtin-aaa', 'starting', repeat('c', 64), null, null, '{}', '2025-10-03 10:02:00', '2025-10-03 10:02:10'),
    (8, 1, 'google_meet', 'unk-nown-aaa', 'finalizing', null, '2025-10-03 10:03:30', '2025-10-03 10:50:00', '{}',
     '2025-10-03 10:03:00', '2025-10-03 10:50:10'),
    (9, 1, 'google_meet', 'unk-nown-bbb', ' Odd Word ', null, null, null, 'null', '2025-10-03 10:04:00', null),
    -- not ended; 11 and 12 are the same meeting twice, 13 was asked to stop, 14 is stopping
    (10, 1, 'google_meet', 'liv-ereq-aaa', 'requested', null, null, null, '{}', '2025-10-04 10:00:00', '2025-10-04 10:00:00'),
    (11, 1, 'google_meet', 'liv-edou-ble', 'active', repeat('d', 64), '2025-10-04 10:02:00', null,
     '{"status_transition": [{"from": "requested", "to": "active", "timestamp": "2025-10-04T10:02:00", "source": "bot_callback"}]}',
     '2025-10-04 10:01:00', '2025-10-04 10:02:00'),
    (12, 1, 'google_meet', 'liv-edou-ble', 'joining', repeat('e', 64), null, null, '{}', '2025-10-04 10:01:00', '2025-10-04 10:01:30'),
    (13, 1, 'google_meet', 'liv-esto-pre', 'active', repeat('f', 64), '2025-10-04 10:03:00', null, '{"stop_requested": true}',
     '2025-10-04 10:02:00', '2025-10-04 10:20:00'),
    (14, 1, 'google_meet', 'liv-esto-pin', 'stopping', repeat('0', 64), '2025-10-04 10:03:00', null, '{}',
     '2025-10-04 10:02:00', '2025-10-04 10:20:00'),
    (15, 2, 'google_meet', 'liv-ewai-tin', 'awaiting_admission', repeat('1', 64), null, null, '{"stop_requested": false}',
     '2025-10-04 10:04:00', '2025-10-04 10:05:00'),
    -- redacted, without times, not an object
    (16, 1, 'google_meet', null, 'completed', null, null, null, '{"redacted": true, "completion_reason": "stopped"}', null, null),
    (17, 9, 'zoom', '12345678901', 'completed', null, '2025-10-05 10:00:00', '2025-10-05 11:00:00',
     '{"passcode": "with space?", "name": "会议 🎉", "notes": "naïve\nlines"}', '2025-10-05 09:59:00', '2025-10-05 11:00:00'),
    (18, 9, repeat('p', 100), repeat('i', 255), 'completed', repeat('x', 255), null, null, '[1, 2]',
     '2025-10-05 12:00:00', '2025-10-05 12:00:00'),
    (30, 4, 'google_meet', 'err-orrr-bbb', 'error', null, null, null,
     jsonb_build_object('completion_reason', repeat('r', 120), 'error', 'Failed to start bot container.'),
     '2025-10-06 12:00:00', '2025-10-06 12:00:00');
select setval('meetings_id_seq', 41);

insert into meeting_sessions (id, meeting_id, session_uid, session_start_time) values
    (1, 1, '6f1de6e2-3fcd-4e4c-bd0f-6b1d26d2b6a1', '2025-10-01 10:00:01+00'),
    (2, 1, '6f1de6e2-3fcd-4e4c-bd0f-6b1d26d2b6a2', '2025-10-01 12:00:01+02'),
    (3, 2, 'not-a-uuid', null),
    (4, 11, '6f1de6e2-3fcd-4e4c-bd0f-6b1d26d2b6a4', '2025-10-04 10:01:01+00'),
    (5, 12, '6f1de6e2-3fcd-4e4c-bd0f-6b1d26d2b6a4', '2025-10-04 10:01:01+00'),
    (8, 18, repeat('s', 255), '2025-10-05 12:00:00+00');
select setval('meeting_sessions_id_seq', 8);

insert into transcriptions (id, meeting_id, start_time, end_time, text, speaker, language, created_at, session_uid) values
    (1, 1, 0, 1.5, 'Hello.', 'Ada', 'en', '2025-10-01 10:01:00', '6f1de6e2-3fcd-4e4c-bd0f-6b1d26d2b6a1'),
    (2, 1, 1.5, 3.25, '你好，世界 🎉', null, 'zh', '2025-10-01 10:01:05', '6f1de6e2-3fcd-4e4c-bd0f-6b1d26d2b6a1'),
    (3, 2, 0.1, 0.2, '', repeat('S', 255), null, null, null),
    (100, 18, 7200.125, 7201, 'no session' || repeat(' long', 2000), 'Bob', 'en', '2025-10-05 12:00:00', 'gone');
select setval('transcriptions_id_seq', 100);
