-- Whom an organisation wants to be alerted in a crisis, '' for nobody: an address, an address that
-- takes our signed calls, a mobile number (E.164) for the weekly test alarm, and its coordinator.
alter table partners add column duty_email text default '';
alter table partners add column duty_webhook text default '';
alter table partners add column duty_phone text default '';
alter table partners add column coordinator_email text default '';

-- A word to an organisation, without content: kept until it is sent, or was tried for a day.
create table care_notices (
    id text primary key,
    once text not null unique,    -- the same occasion makes one
    partner text not null,
    event text not null,          -- crisis, missed, alone, alarm, test
    channel text not null,        -- duty_email, duty_webhook, coordinator_email
    conversation text not null,   -- '' for none
    made timestamptz not null,
    attempts integer not null,
    not_before timestamptz,
    ended timestamptz,
    outcome text not null,        -- '' until it ended; then sent, needless, given up or nowhere
    trouble text not null         -- what went wrong last: a kind of error, a status
);

-- Somebody in a crisis who waited for us, from their text to the first answer by a human.
create table crises (
    conversation text not null,
    begun timestamptz not null,
    partner text not null,        -- who answered; '' as long as nobody did
    answered timestamptz,
    primary key (conversation, begun)
);

-- A weekly test alarm by SMS to whoever is on duty.
create table duty_alarms (
    id text primary key,
    partner text not null,
    phone text not null,          -- E.164; an answer counts from this number alone
    begun timestamptz not null,
    texts integer not null,       -- handed to the carrier, or about to be
    code text not null,           -- with which the carrier refused the last one, '' for none
    next timestamptz,             -- of the next text or of word to the coordinator; null: none
    answered timestamptz,
    told boolean not null         -- the gate has heard of the answer
);
