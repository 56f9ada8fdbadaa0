-- name: report(campaign, variants, days, amounts)!
-- What outreach counted for a variant on a day; a later report takes an earlier one's place.
insert into deliveries (campaign, variant, day, amount)
select
    :campaign as campaign,
    unnest(cast(:variants as text[])) as variant,
    unnest(cast(:days as date[])) as day,
    unnest(cast(:amounts as integer[])) as amount
on conflict (campaign, variant, day) do update
set amount = excluded.amount;

-- name: reported(campaign)
-- The deliveries of a campaign as last reported.
select variant, day, amount
from deliveries
where campaign = :campaign;

-- name: by_variant(campaign)
-- Deliveries of each variant in all.
select variant, cast(sum(amount) as bigint) as amount
from deliveries
where campaign = :campaign
group by variant;

-- name: by_day(campaigns)
-- Deliveries of each campaign on each day.
select campaign, day, cast(sum(amount) as bigint) as amount
from deliveries
where campaign in (select unnest(cast(:campaigns as text[])))
group by campaign, day;
