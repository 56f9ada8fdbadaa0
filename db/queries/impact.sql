-- name: campaign(id)^
-- What the impact page says of a campaign itself.
select id, name, municipality, status, example, launched, ended
from campaigns
where id = :id;

-- name: launched()
-- Campaigns with an impact to see, newest first.
select id, name, municipality, status, example, launched, ended
from campaigns
where launched is not null
order by launched desc, id;

-- name: recipients(campaign)$
-- How many people the exports of a campaign brought.
select count(*) as recipients
from recipients
where campaign = :campaign;

-- name: by_status(campaign)
-- Messages per status; `accepted` counts those that left: the carrier took them, now or at a first
-- try, or a person decided that it did. `segments`: theirs.
select
    status,
    count(*) as messages,
    count(case when took then 1 end) as accepted,
    cast(coalesce(sum(case when took then segments end), 0) as bigint) as segments
from (
    select
        status, segments,
        carrier_id is not null or earlier_id is not null or status in ('sent', 'delivered') as took
    from messages
    where campaign = :campaign
) as each_one
group by status;

-- name: by_variant(campaign)
-- Deliveries of each variant.
select variant, count(case when status = 'delivered' then 1 end) as delivered
from messages
where campaign = :campaign
group by variant
order by variant;

-- name: sent_span(campaign)^
-- From the first message that left to the last thing that happened to one.
select min(sent) as first, max(greatest(sent, coalesce(ended, sent))) as last
from messages
where campaign = :campaign and sent is not null;

-- name: over_time(campaign, unit)
-- How many messages left, and how many ended in each status, per minute or hour.
with happenings as (
    select 'sent' as status, sent as moment
    from messages
    where campaign = :campaign and sent is not null
    union all
    select status, ended as moment
    from messages
    where
        campaign = :campaign
        and ended is not null
        and status in ('delivered', 'undelivered', 'failed')
)

select date_trunc(cast(:unit as text), moment) as moment, status, count(*) as amount
from happenings
group by 1, 2
order by 1, 2;

-- name: by_code(campaign)
-- How many messages bear each of the carrier's errors, as far as this side may know it.
select code, count(*) as messages
from messages
where campaign = :campaign and code <> ''
group by code
order by count(*) desc, code;

-- name: span(campaign)^
-- When a campaign was launched and ended, and the last thing that happened to one of its messages.
select
    c.status as status, c.launched as launched, c.ended as ended,
    (
        select max(coalesce(m.ended, m.sent, m.lost, m.claimed))
        from messages as m
        where m.campaign = c.id
    ) as last
from campaigns as c
where c.id = :campaign and c.launched is not null;

-- name: moved(campaign, began, seconds)
-- How many messages went from one state to another in each stretch of so many seconds; the first
-- is 0 and starts at `began`, seconds since 1970. A row is such a move; one at an unknown moment
-- counts from the beginning.
with moves as (
    select
        'queued' as came_from,
        case
            when status in ('delivered', 'undelivered', 'failed') and sent is not null then 'sent'
            else status
        end as became,
        case status
            when 'sending' then claimed
            when 'unknown' then coalesce(lost, claimed)
            when 'held' then coalesce(ended, claimed)
            else coalesce(sent, ended, lost, claimed)
        end as moment
    from messages
    where campaign = :campaign and status <> 'queued'
    union all
    select 'sent' as came_from, status as became, greatest(sent, coalesce(ended, sent)) as moment
    from messages
    where campaign = :campaign
        and status in ('delivered', 'undelivered', 'failed')
        and sent is not null
)

select
    cast(
        floor(
            coalesce(
                cast(extract(epoch from moment) as double precision)
                - cast(:began as double precision),
                0
            ) / cast(:seconds as double precision)
        ) as bigint
    ) as stretch,
    came_from, became, count(*) as messages
from moves
group by 1, 2, 3
order by 1, 2, 3;

-- name: messages(campaign)$
-- How many messages a campaign has.
select count(*) as messages
from messages
where campaign = :campaign;

-- name: going_since(campaign)$
-- When a campaign was launched or last resumed.
select resumed
from campaigns
where id = :campaign;

-- name: left_since(campaign, since)$
-- How many messages left after that moment.
select count(*) as messages
from messages
where campaign = :campaign and sent > cast(:since as timestamptz);
