-- name: of_once(once)^
-- The answer that a page's own key stands for, if it was given already.
select a.id, a.entry, a.conversation, a.not_before, e.author
from answers as a
inner join entries as e on e.id = a.entry
where a.once = :once;

-- name: add(id, conversation, entry, once, not_before)!
-- Queues a text to the person of a conversation.
insert into answers (id, conversation, entry, once, status, code, attempts, not_before)
values (:id, :conversation, :entry, :once, 'queued', '', 0, cast(:not_before as timestamptz));

-- name: of_onces(onces)
-- Which of these keys stand for an answer already.
select once
from answers
where once in (select unnest(cast(:onces as text[])));

-- name: add_all(ids, conversations, entries, onces)!
-- Queues texts that leave at once.
insert into answers (id, conversation, entry, once, status, code, attempts)
select
    unnest(cast(:ids as text[])),
    unnest(cast(:conversations as text[])),
    unnest(cast(:entries as text[])),
    unnest(cast(:onces as text[])),
    'queued',
    '',
    0;

-- name: waiting(now)$
-- How many texts could leave now. "Somebody reads" waits until somebody has the conversation.
select count(*) as amount
from answers as a
inner join conversations as c on c.id = a.conversation
where
    a.status = 'queued'
    and (a.not_before is null or a.not_before <= cast(:now as timestamptz))
    and (c.claimed_by is not null or left(a.once, 8) <> 'reading-');

-- name: claim(now, limit)
-- Takes texts that may leave now, the most urgent first; they are ours to send, once. One of each
-- conversation, in the order in which they were written: a phone shows them as they come. What
-- the carrier did not take keeps its place; what is for the morning holds nothing up. While one is
-- under way, those after it wait.
update answers
set status = 'sending', claimed = cast(:now as timestamptz), attempts = attempts + 1
where
    status = 'queued'
    and id in (
        select ready.id
        from (
            select
                a.id,
                a.not_before,
                c.urgency,
                e.moment,
                row_number() over (partition by a.conversation order by e.moment, a.id) as place
            from answers as a
            inner join conversations as c on c.id = a.conversation
            inner join entries as e on e.id = a.entry
            where
                a.status = 'queued'
                and (
                    a.not_before is null
                    or a.not_before <= cast(:now as timestamptz)
                    or a.attempts > 0
                )
                and (c.claimed_by is not null or left(a.once, 8) <> 'reading-')
                and not exists (
                    select 1
                    from answers as before
                    where before.conversation = a.conversation and before.status = 'sending'
                )
        ) as ready
        where
            ready.place = 1
            and (ready.not_before is null or ready.not_before <= cast(:now as timestamptz))
        order by ready.urgency, ready.moment, ready.id
        limit cast(:limit as integer)
    )
returning id, conversation, entry;

-- name: to_send(ids)
-- A row is a text with the number that it goes to, both sealed.
select
    a.id, a.conversation, a.attempts, a.claimed, a.lost, a.asked, a.carrier_id, e.text_sealed,
    c.number_sealed
from answers as a
inner join entries as e on e.id = a.entry
inner join conversations as c on c.id = a.conversation
where a.id in (select unnest(cast(:ids as text[])))
order by a.claimed, a.id;

-- name: settle(ids, statuses, codes, carrier_ids, not_befores, moments)!
-- What the carrier answered. A receipt may have been quicker: then that stands.
update answers
set
    status = outcome.status,
    code = outcome.code,
    carrier_id = outcome.carrier_id,
    not_before = outcome.not_before,
    sent = case when outcome.status in ('queued', 'unknown') then null else outcome.moment end,
    lost = case when outcome.status = 'unknown' then outcome.moment end,
    ended = case
        when outcome.status in ('delivered', 'undelivered', 'failed') then outcome.moment
    end
from (
    select
        unnest(cast(:ids as text[])) as id,
        unnest(cast(:statuses as text[])) as status,
        unnest(cast(:codes as text[])) as code,
        unnest(cast(:carrier_ids as text[])) as carrier_id,
        unnest(cast(:not_befores as timestamptz[])) as not_before,
        unnest(cast(:moments as timestamptz[])) as moment
) as outcome
where answers.id = outcome.id and answers.status in ('sending', 'unknown');

-- name: doubt(now)!
-- Texts that were under way when we stopped: the carrier may or may not have them.
update answers
set status = 'unknown', lost = cast(:now as timestamptz), asked = 0, ask_again = null
where status = 'sending';

-- name: stuck(before)$
-- How many texts are under way since before then, so by nobody any more.
select count(*) as amount
from answers
where status = 'sending' and claimed < cast(:before as timestamptz);

-- name: doubt_stuck(before, now)!
-- The carrier may or may not have those.
update answers
set status = 'unknown', lost = cast(:now as timestamptz), asked = 0, ask_again = null
where status = 'sending' and claimed < cast(:before as timestamptz);

-- name: hold_back(conversations, now)
-- Texts that were still to leave don't: the person said stop. Returns whose they were.
update answers
set status = 'failed', code = 'stopped', ended = cast(:now as timestamptz)
where
    status = 'queued'
    and conversation in (select unnest(cast(:conversations as text[])))
returning conversation, entry;

-- name: hold_back_returned(ids, now)
-- Texts that the carrier did not take stay: while they were with it, the person said stop.
update answers
set status = 'failed', code = 'stopped', ended = cast(:now as timestamptz)
where
    status = 'queued'
    and id in (
        select a.id
        from answers as a
        inner join conversations as c on c.id = a.conversation
        inner join silenced as s on s.person = c.person
        where
            a.id in (select unnest(cast(:ids as text[])))
            and c.last_in >= a.claimed
            and c.urgency > 0
    )
returning conversation, entry;

-- name: unknown(limit, now)
-- A row is a text of which the carrier must be asked now whether it has it.
select id
from answers
where status = 'unknown' and (ask_again is null or ask_again <= cast(:now as timestamptz))
order by ask_again nulls first, claimed, id
limit cast(:limit as integer);

-- name: ask_later(ids, moments)!
-- The carrier could not tell about these: it is asked again, at a moment.
update answers
set asked = answers.asked + 1, ask_again = later.moment
from (
    select
        unnest(cast(:ids as text[])) as id,
        unnest(cast(:moments as timestamptz[])) as moment
) as later
where answers.id = later.id and answers.status in ('unknown', 'sent');

-- name: without_receipt(sent_before, sent_since, limit, now)
-- A row is a text that the carrier took and never told the end of, of which it is time to ask.
select id, carrier_id
from answers
where status = 'sent'
    and carrier_id is not null
    and sent <= cast(:sent_before as timestamptz)
    and sent > cast(:sent_since as timestamptz)
    and (ask_again is null or ask_again <= cast(:now as timestamptz))
order by ask_again nulls first, sent, id
limit cast(:limit as integer);

-- name: taken(carrier_ids)
-- Which of these ids of the carrier belong to answers already.
select carrier_id
from answers
where carrier_id in (select unnest(cast(:carrier_ids as text[])));

-- name: states(ids)
-- A row is a text with how far it is.
select id, conversation, status, carrier_id
from answers
where id in (select unnest(cast(:ids as text[])));

-- name: receive(ids, statuses, codes, carrier_ids, moments)!
-- Receipts carry texts forward. One that has ended stays as it is.
update answers
set
    status = receipt.status,
    code = receipt.code,
    carrier_id = coalesce(answers.carrier_id, receipt.carrier_id),
    sent = coalesce(answers.sent, receipt.moment),
    ended = case when receipt.status <> 'sent' then receipt.moment end
from (
    select
        unnest(cast(:ids as text[])) as id,
        unnest(cast(:statuses as text[])) as status,
        unnest(cast(:codes as text[])) as code,
        unnest(cast(:carrier_ids as text[])) as carrier_id,
        unnest(cast(:moments as timestamptz[])) as moment
) as receipt
where answers.id = receipt.id and answers.status not in ('delivered', 'undelivered', 'failed');
