-- One row, sealed with the room's ring: shows whether that ring is still the one of this data.
create table proof (
    id integer primary key,
    sealed text not null
);

-- An organisation that answers; lists are comma-separated; hours are "1-5 09:00-17:00; ...".
create table partners (
    id text primary key,
    name text not null,
    kind text not null,           -- addiction_care, peer_support, social_team
    municipalities text not null, -- '' : the whole country
    languages text not null,      -- ISO 639-1
    hours text not null,
    round_clock boolean not null,
    phone text not null,
    website text not null,
    capacity integer not null,
    position integer not null     -- order among equals
);

-- Somebody who writes to us, once a person: it is reopened when they write again. status: open,
-- closed. The person's index and number are care's own.
create table conversations (
    id text primary key,
    person text not null unique,
    number_sealed text not null,
    status text not null,
    urgency integer not null,     -- 0 crisis, 1 help, 2 other, 3 low
    intent text not null,
    flags text not null,          -- comma-separated: stop, callback, minor, third_party, violence
    language text not null,
    municipality text not null,
    campaign text not null,
    partner text not null,
    routed_because text not null, -- wording as JSON
    opened timestamptz not null,
    last_in timestamptz not null,
    waiting_since timestamptz,    -- null: we answered last
    due timestamptz,
    claimed_by text,
    claimed_name text,
    claimed timestamptz,
    escalated integer not null,
    answered timestamptz,         -- first answer by a human
    counted boolean not null,     -- that answer has reached the gate's figures
    outcome text,
    closed timestamptz
);

-- One text in a conversation. kind: reply, automatic, answer, note, event.
create table entries (
    id text primary key,
    conversation text not null,
    kind text not null,
    author text not null,         -- actor id; '' for the person and for automatic texts
    author_name text not null,
    text_sealed text not null,
    moment timestamptz not null,
    detail_sealed text not null   -- wording as JSON: why this intent, or what happened
);
create index entries_by_conversation on entries (conversation);

-- One inbound SMS, stored once; what was answered is kept so that a repeat gets the same.
create table replies (
    carrier_id text primary key,
    person text not null,
    conversation text not null,   -- '' when none was needed
    entry text not null,
    intent text not null,
    flags text not null,
    language text not null,
    reason_sealed text not null,
    campaign text not null,
    number_sealed text not null,  -- for the steps at the gate; emptied when they are done
    automatic text not null,      -- kind of automatic answer, '' for none
    automatic_sealed text not null,
    gate_event text not null,     -- random id under which the gate counts it
    gate_done boolean not null,   -- stop and counts have reached the gate
    received timestamptz not null
);
create index replies_by_person on replies (person);

-- Who wants no automatic texts any more (START takes it back).
create table silenced (
    person text primary key
);

-- A care worker's answer (or a follow-up of ours) on its way to the phone.
-- status: queued, sending, unknown, sent, delivered, undelivered, failed.
create table answers (
    id text primary key,
    conversation text not null,
    entry text not null unique,
    once text not null unique,    -- made by the page; a double click sends one
    status text not null,
    code text not null,
    attempts integer not null,
    carrier_id text,
    not_before timestamptz,
    claimed timestamptz,
    sent timestamptz,
    ended timestamptz
);
