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
-- Messages per status; `accepted` counts those that the carrier took, `segments` theirs.
select
    status,
    count(*) as messages,
    count(carrier_id) as accepted,
    cast(coalesce(sum(case when carrier_id is not null then segments end), 0) as bigint) as segments
from messages
where campaign = :campaign
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
