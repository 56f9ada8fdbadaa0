-- How large a part of the recipients gets this wording, against the shares of the others.
alter table variants add column share integer default 1;

-- A start that was planned for later, by whom, and why it did not come about.
alter table campaigns add column starts timestamptz;
alter table campaigns add column scheduled_by text;
alter table campaigns add column lapsed text;

-- The carrier's error for which the campaign paused by itself; '' or null for any other reason.
alter table campaigns add column pause_code text;

-- What the carrier charged for all of it, rounded to whole units of the currency.
alter table campaigns add column cost double precision;
alter table campaigns add column cost_currency text;
alter table campaigns add column cost_asked timestamptz;  -- when it was last asked for

-- The carrier's id of an earlier try that met an unreachable phone, or never left the carrier.
alter table messages add column earlier_id text;

-- Why it is not known whether the carrier has the message: unasked, or its list is untold.
alter table messages add column unclear text;

-- A word to a team lead by e-mail: kept until it is sent, or was tried often enough.
create table notices (
    id text primary key,
    campaign text not null,
    actor text not null,          -- whom it is for
    reason text not null,         -- the sentence, as the catalogue has it
    code text not null,           -- the carrier's error, or ''
    made timestamptz not null,
    attempts integer not null,
    not_before timestamptz,
    ended timestamptz,
    outcome text not null         -- '' until it ended; then sent, given up or nowhere
);
