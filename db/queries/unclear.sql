-- name: of_campaign(campaign, before, amount)
-- A row is a message of which nobody knows since before then whether the carrier has it.
select m.id as id, m.lost as lost, m.asked as asked, m.unclear as unclear,
    r.number_sealed as number_sealed
from messages as m
inner join recipients as r on r.id = m.recipient
where m.campaign = :campaign and m.status = 'unknown'
    and m.lost <= cast(:before as timestamptz)
order by m.lost nulls last, m.id
limit cast(:amount as integer);

-- name: amount(campaign, before)$
-- How many those are.
select count(*) as amount
from messages
where campaign = :campaign and status = 'unknown' and lost <= cast(:before as timestamptz);

-- name: sent(campaign, messages, before)!
-- Somebody decided that the carrier has these.
update messages
set status = 'sent', code = '', sent = lost, ask_again = null
where campaign = :campaign and status = 'unknown' and lost <= cast(:before as timestamptz)
    and id in (select unnest(cast(:messages as text[])) as id);

-- name: again(campaign, messages, before)!
-- Somebody decided that these are sent once more.
update messages
set status = 'queued', code = '', not_before = null, ask_again = null
where campaign = :campaign and status = 'unknown' and lost <= cast(:before as timestamptz)
    and id in (select unnest(cast(:messages as text[])) as id);
