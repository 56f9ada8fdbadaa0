-- name: begin_crises(conversations, begun)!
-- Somebody in a crisis waits for a first answer.
insert into crises (conversation, begun, partner)
select
    unnest(cast(:conversations as text[])) as conversation,
    unnest(cast(:begun as timestamptz[])) as begun,
    '' as partner
on conflict do nothing;

-- name: answered(conversation, partner, now)!
-- A human of that organisation answered whoever waited there in a crisis.
update crises
set partner = :partner, answered = cast(:now as timestamptz)
where conversation = :conversation and answered is null;

-- name: answer_times(partner, since)
-- A row is a crisis that an organisation was the first to answer.
select begun, answered
from crises
where partner = :partner and answered is not null and begun > cast(:since as timestamptz);

-- name: begin_alarm(id, partner, phone, now)!
-- A test alarm whose first text is to leave now.
insert into duty_alarms (id, partner, phone, begun, texts, code, next, told)
values (
    :id, :partner, :phone, cast(:now as timestamptz), 0, '', cast(:now as timestamptz), false
);

-- name: newest(partner)^
-- An organisation's last test alarm by SMS.
select phone, begun, texts, code, answered
from duty_alarms
where partner = :partner
order by begun desc
limit 1;

-- name: alarms_due(now)
-- A row is a test alarm on which something is to be done now.
select id, partner, phone, texts
from duty_alarms
where answered is null and next <= cast(:now as timestamptz)
order by next, id;

-- name: take_turn(id, texts, next)^
-- The next text of an alarm is ours to send; no row when another process has it.
update duty_alarms
set texts = texts + 1, next = cast(:next as timestamptz)
where id = :id and texts = :texts and answered is null
returning id;

-- name: give_turn_back(id, texts, next)!
-- The carrier surely did not take it: once more, later.
update duty_alarms
set texts = :texts - 1, next = cast(:next as timestamptz)
where id = :id and texts = :texts and answered is null;

-- name: refused(id, code, now)!
-- The carrier takes no text to that number: another one would not help.
update duty_alarms
set code = :code, texts = 2, next = cast(:now as timestamptz)
where id = :id and answered is null;

-- name: rest(id)!
-- The coordinator is told; the alarm can still be answered.
update duty_alarms set next = null where id = :id;

-- name: open_of_phones(phones, since)
-- A row is an alarm to one of these numbers that waits for its answer.
select id, partner, phone
from duty_alarms
where
    answered is null
    and texts > 0
    and code = ''
    and begun > cast(:since as timestamptz)
    and phone in (select unnest(cast(:phones as text[])));

-- name: answer_alarms(ids, now)!
-- Somebody is there.
update duty_alarms
set answered = cast(:now as timestamptz), next = null
where id in (select unnest(cast(:ids as text[]))) and answered is null;

-- name: answer_of_partner(partner, now)!
-- Somebody of that organisation answered on the page: the phone needs no answer any more.
update duty_alarms
set answered = cast(:now as timestamptz), next = null, told = true
where partner = :partner and answered is null;

-- name: untold()
-- A row is an answer of which the gate has not heard.
select id, partner, answered
from duty_alarms
where answered is not null and not told;

-- name: told(ids)!
-- It has heard of these.
update duty_alarms set told = true where id in (select unnest(cast(:ids as text[])));
