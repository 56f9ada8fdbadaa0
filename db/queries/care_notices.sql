-- name: add(ids, onces, partners, events, channels, conversations, now)!
-- A row is one word to an organisation; the same occasion makes no second one.
insert into care_notices (
    id, once, partner, event, channel, conversation, made, attempts, outcome, trouble
)
select
    unnest(cast(:ids as text[])) as id,
    unnest(cast(:onces as text[])) as once,
    unnest(cast(:partners as text[])) as partner,
    unnest(cast(:events as text[])) as event,
    unnest(cast(:channels as text[])) as channel,
    unnest(cast(:conversations as text[])) as conversation,
    cast(:now as timestamptz) as made,
    0 as attempts,
    '' as outcome,
    '' as trouble
on conflict do nothing;

-- name: due(now)$
-- How many may be sent now.
select count(*) as amount
from care_notices
where outcome = '' and (not_before is null or not_before <= cast(:now as timestamptz));

-- name: claim(now, until, limit)
-- The oldest that may be sent now are being sent: nobody else takes them before that moment.
update care_notices
set attempts = attempts + 1, not_before = cast(:until as timestamptz)
where outcome = ''
    and (not_before is null or not_before <= cast(:now as timestamptz))
    and id in (
        select id
        from care_notices
        where outcome = '' and (not_before is null or not_before <= cast(:now as timestamptz))
        order by attempts, made, id
        limit cast(:limit as integer)
    )
returning id, partner, event, channel, conversation, made, attempts;

-- name: still_waits(conversation, partner, made)$
-- Whether somebody in a crisis still waits there, and nobody took it up since the notice was made.
select count(*) as amount
from conversations
where
    id = :conversation
    and partner = :partner
    and status = 'open'
    and urgency = 0
    and waiting_since is not null
    and (claimed is null or claimed < cast(:made as timestamptz));

-- name: again(notice, attempts, moment, trouble)!
-- One that could not be sent waits, unless somebody else has tried it since.
update care_notices
set not_before = cast(:moment as timestamptz), trouble = :trouble
where id = :notice and attempts = :attempts and outcome = '';

-- name: end(notice, outcome, now, trouble)!
-- One is sent, or never will be.
update care_notices
set ended = cast(:now as timestamptz), outcome = :outcome, trouble = :trouble
where id = :notice and outcome = '';

-- name: troubles(partner, since)
-- A row is a way by which notices of an organisation did not get through since then, newest first.
select event, channel, made, outcome, trouble
from care_notices
where
    partner = :partner
    and made > cast(:since as timestamptz)
    and (outcome = 'given up' or (outcome = '' and trouble <> ''))
order by made desc, channel
limit 10;

-- name: tested(partner, since)
-- A row is a test notice since then, and what came of it.
select channel, outcome, trouble
from care_notices
where partner = :partner and event = 'test' and made > cast(:since as timestamptz)
order by made desc, channel;
