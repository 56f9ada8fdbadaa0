-- name: due(ended_before, asked_before, now)
-- A row is a campaign that ended, whose cost is not known and is asked for now; `last`: and then
-- no more. An empty cost with a currency means that there were several.
select
    id, launched, ended,
    ended + interval '14 days' <= cast(:now as timestamptz) as last
from campaigns
where status in ('finished', 'cancelled')
    and launched is not null
    and cost is null
    and cost_currency is null
    and ended <= cast(:ended_before as timestamptz)
    and (
        cost_asked is null
        or (
            cost_asked <= cast(:asked_before as timestamptz)
            and cost_asked < ended + interval '14 days'
        )
    )
order by ended nulls last, id;

-- name: accepted(campaign, after, amount)
-- A row is a message that the carrier took, with its ids for it; by our ids, a slice at a time.
select id, carrier_id, earlier_id
from messages
where campaign = :campaign and id > :after
    and (carrier_id is not null or earlier_id is not null)
order by id
limit cast(:amount as integer);

-- name: asked(campaign, now)!
-- The carrier was asked, and did not know it all yet.
update campaigns
set cost_asked = cast(:now as timestamptz)
where id = :campaign;

-- name: settled(campaign, cost, currency, now)!
-- What the whole campaign cost is known, or, without a cost, that it was charged in several
-- currencies.
update campaigns
set cost = cast(:cost as double precision), cost_currency = :currency,
    cost_asked = cast(:now as timestamptz)
where id = :campaign and cost_currency is null;
