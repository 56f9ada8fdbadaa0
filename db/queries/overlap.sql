-- name: launched(campaign)
-- A row is another campaign that was launched.
select id
from campaigns
where id <> :campaign and launched is not null
order by launched desc nulls last, id;

-- name: among(campaigns, persons)
-- A row is one of these persons, each under its campaign, whose text the carrier took there. Who
-- was held there does not count: whoever was excluded by mistake may be texted by a later campaign.
select m.person as person
from messages as m
inner join (
    select
        unnest(cast(:campaigns as text[])) as campaign,
        unnest(cast(:persons as text[])) as person
) as asked on asked.campaign = m.campaign and asked.person = m.person
where m.carrier_id is not null or m.earlier_id is not null;
