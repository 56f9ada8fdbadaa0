-- name: sealed()$
-- What only the list's own ring opens; nothing while the list is empty.
select sealed
from exclusion_ring;

-- name: keep(sealed)!
-- The one row is what the ring of the first number sealed; it stays as long as there is one.
insert into exclusion_ring (id, sealed)
values (1, :sealed)
on conflict do nothing;

-- name: let_go()!
-- With nobody on the list its ring may be another one next time.
delete from exclusion_ring
where not exists (select 1 from exclusions);

-- name: add(ids, campaign, persons, category, actor, now)!
-- A row is a number that must not be texted; one that is on the list already stays as it is.
insert into exclusions (id, campaign, person, category, added_by, added)
select
    unnest(cast(:ids as text[])),
    cast(:campaign as text),
    unnest(cast(:persons as text[])),
    cast(:category as text),
    cast(:actor as text),
    cast(:now as timestamptz)
on conflict (campaign, person) do nothing;

-- name: remove(campaign, persons)!
-- These may be texted again, as far as this campaign's (or with '' the common) list goes.
delete from exclusions
where
    campaign = :campaign
    and person in (select unnest(cast(:persons as text[])) as person);

-- name: judged(campaign, persons)$
-- How many of these were on the campaign's own list when it was approved, or are while it is being
-- judged; 0 for a draft, and once it has ended.
select count(*) as amount
from exclusions as e
inner join campaigns as c on c.id = e.campaign
where
    e.campaign = :campaign
    and e.person in (select unnest(cast(:persons as text[])) as person)
    and c.status in ('in_review', 'approved', 'sending', 'paused')
    and (c.approved is null or e.added < c.approved);

-- name: keep_for_judged(persons)!
-- Who is about to come off the common list stays on that of each campaign that was approved, or is
-- being judged, with them on it.
insert into exclusions (id, campaign, person, category, added_by, added)
select
    substr(replace(cast(gen_random_uuid() as text), '-', ''), 1, 16) as id,
    c.id as campaign,
    e.person as person,
    e.category as category,
    e.added_by as added_by,
    e.added as added
from exclusions as e
cross join campaigns as c
where
    e.campaign = ''
    and e.person in (select unnest(cast(:persons as text[])) as person)
    and c.status in ('in_review', 'approved', 'sending', 'paused')
    and (c.approved is null or e.added < c.approved)
on conflict (campaign, person) do nothing;

-- name: summary(campaign)
-- A row is how many of a kind are on the campaign's list or on the common one (campaign '').
select category, campaign, count(*) as amount, max(added) as latest
from exclusions
where campaign in ('', :campaign)
group by category, campaign
order by campaign nulls last, category nulls last;

-- name: persons(campaign)
-- A row is somebody whom the campaign must not text.
select distinct person
from exclusions
where campaign in ('', :campaign);

-- name: among(campaign, persons)
-- A row is one of these persons whom the campaign must not text.
select distinct person
from exclusions
where
    campaign in ('', :campaign)
    and person in (select unnest(cast(:persons as text[])) as person);

-- name: drafts(campaign)
-- A row is a draft that a change of the list is about: this one, or with '' every one.
select id, name
from campaigns
where status = 'draft' and (cast(:campaign as text) = '' or id = :campaign)
order by created nulls last, id;

-- name: recipients(campaign, after, amount)
-- A row is a recipient with a sealed number; by their ids, a slice at a time.
select id, number_sealed
from recipients
where campaign = :campaign and id > :after
order by id
limit cast(:amount as integer);

-- name: drop_recipients(campaign, recipients)!
-- These are recipients of the draft no more; of what is a draft no more they stay.
delete from recipients
where
    campaign = :campaign
    and id in (select unnest(cast(:recipients as text[])) as id)
    and exists (select 1 from campaigns as c where c.id = :campaign and c.status = 'draft');
