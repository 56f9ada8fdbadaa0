-- The sandbox carrier's own record. Moments are seconds since 1970, UTC.
pragma journal_mode = wal;

-- What the sandbox made for itself at its first start: its token, its account id.
create table if not exists secrets (name text primary key, value text not null);

-- One row per SMS that was accepted. No unique message_id: a text that is handed over twice is
-- sent twice, and this record is what would show it.
create table if not exists messages (
    carrier_id text primary key,
    message_id text not null,
    number text not null,
    text text not null,
    token text not null,
    moment real not null,
    status text not null,
    code text not null
);
create index if not exists messages_by_number on messages (number);

-- One row per thing that is to happen, or has happened: done says how it ended.
create table if not exists errands (
    id integer primary key,
    kind text not null,
    number text not null,
    carrier_id text not null,
    due real not null,
    detail text not null,
    done text
);
create index if not exists errands_to_do on errands (due) where done is null;
create index if not exists errands_by_number on errands (number);

-- One row per page that a simulated person or robot was given.
create table if not exists fetches (
    id integer primary key,
    number text not null,
    token text not null,
    step text not null,
    robot integer not null
);

-- One row per SMS from a phone; taken is when the webhook took it, answer what it answered by SMS.
create table if not exists replies (
    carrier_id text primary key,
    number text not null,
    text text not null,
    label text not null,
    language text not null,
    moment real not null,
    taken real,
    answer text
);
create index if not exists replies_by_number on replies (number);
