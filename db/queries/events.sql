-- name: add(ids, campaigns, figures, days)!
-- Something that happened on the care side; the same one counts once.
insert into events (id, campaign, figure, day)
select
    unnest(cast(:ids as text[])) as id,
    unnest(cast(:campaigns as text[])) as campaign,
    unnest(cast(:figures as text[])) as figure,
    unnest(cast(:days as date[])) as day
on conflict do nothing;

-- name: by_figure(campaign)
-- How often each figure was counted for a campaign.
select figure, count(*) as events
from events
where campaign = :campaign
group by figure;
