-- name: known(carrier_ids)
-- Which of these inbound SMS are stored already, with what was answered and what is left to do.
select
    carrier_id, intent, flags, campaign, number_sealed, automatic_sealed, gate_event, gate_done,
    received, conversation
from replies
where carrier_id in (select unnest(cast(:carrier_ids as text[])));

-- name: automatic_since(persons, since)
-- A row is an automatic answer that one of these persons got since then.
select person, automatic, coalesce(answered, received) as given
from replies
where
    person in (select unnest(cast(:persons as text[])))
    and automatic <> ''
    and received > cast(:since as timestamptz);

-- name: stopped_since(person, moment)$
-- How often this person said stop since then.
select count(*) as amount
from replies
where
    person = :person
    and received > cast(:moment as timestamptz)
    and position(',stop,' in ',' || flags || ',') > 0;

-- name: answer_entries(carrier_ids)
-- A row is the automatic answer to a stored SMS as it stands in the conversation, not in line.
select r.carrier_id, min(e.id) as id
from replies as r
inner join entries as e on e.conversation = r.conversation and e.moment = r.received
where
    r.carrier_id in (select unnest(cast(:carrier_ids as text[])))
    and e.kind = 'automatic'
    and not exists (select 1 from answers as a where a.entry = e.id)
group by r.carrier_id;

-- name: add(carrier_ids, persons, conversations, entries, intents, flags, languages, reasons, campaigns, numbers, automatics, automatic_texts, gate_events, moments, answereds)!
-- Stores inbound SMS; their steps at the gate are still to be done.
insert into replies (
    carrier_id, person, conversation, entry, intent, flags, language, reason_sealed, campaign,
    number_sealed, automatic, automatic_sealed, gate_event, received, answered,
    gate_done
)
select
    unnest(cast(:carrier_ids as text[])),
    unnest(cast(:persons as text[])),
    unnest(cast(:conversations as text[])),
    unnest(cast(:entries as text[])),
    unnest(cast(:intents as text[])),
    unnest(cast(:flags as text[])),
    unnest(cast(:languages as text[])),
    unnest(cast(:reasons as text[])),
    unnest(cast(:campaigns as text[])),
    unnest(cast(:numbers as text[])),
    unnest(cast(:automatics as text[])),
    unnest(cast(:automatic_texts as text[])),
    unnest(cast(:gate_events as text[])),
    unnest(cast(:moments as timestamptz[])),
    unnest(cast(:answereds as timestamptz[])),
    false;

-- name: done(carrier_ids)!
-- The gate has heard of these; their numbers are needed no more.
update replies
set gate_done = true, number_sealed = ''
where carrier_id in (select unnest(cast(:carrier_ids as text[]))) and not gate_done;

-- name: unsettled(limit)
-- A row is a stored SMS of which the gate has not heard (a crash came between).
select
    carrier_id, intent, flags, campaign, number_sealed, automatic_sealed, gate_event, gate_done,
    received, conversation
from replies
where not gate_done
order by received
limit cast(:limit as integer);
