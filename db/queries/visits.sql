-- name: add(tokens, campaigns, variants, steps, robots, days, hours, amounts)!
-- Adds to the visits of a token (or of visitors without one) to a step on a day; no equal keys.
insert into visits (token, campaign, variant, step, robot, day, hour, amount)
select
    unnest(cast(:tokens as text[])) as token,
    unnest(cast(:campaigns as text[])) as campaign,
    unnest(cast(:variants as text[])) as variant,
    unnest(cast(:steps as text[])) as step,
    unnest(cast(:robots as boolean[])) as robot,
    unnest(cast(:days as date[])) as day,
    unnest(cast(:hours as integer[])) as hour,
    unnest(cast(:amounts as integer[])) as amount
on conflict (token, campaign, step, robot, day, hour) do update
set amount = visits.amount + excluded.amount;

-- name: by_step(campaign)
-- How many links led people to a step.
select step, count(distinct token) as links
from visits
where campaign = :campaign and token <> '' and not robot
group by step;

-- name: by_variant(campaign)
-- How many links of a variant were opened by people.
select variant, count(distinct token) as links
from visits
where campaign = :campaign and token <> '' and not robot
group by variant;

-- name: robots(campaign)$
-- How many links a robot came to.
select count(distinct token) as links
from visits
where campaign = :campaign and token <> '' and robot;

-- name: without_link(first, last)$
-- How often the home page was asked for by people without a link, on these days.
select cast(coalesce(sum(amount), 0) as bigint) as amount
from visits
where campaign = '' and step = 'home' and not robot and day between :first and :last;
