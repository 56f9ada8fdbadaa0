-- name: arrive(export, campaign, recipients, persons, numbers, begun)!
-- A row is a number of an export that is still being read.
insert into arrivals (export, campaign, recipient, person, number_sealed, begun)
select
    :export,
    :campaign,
    unnest(cast(:recipients as text[])),
    unnest(cast(:persons as text[])),
    unnest(cast(:numbers as text[])),
    cast(:begun as timestamptz);

-- name: sweep(before)!
-- What an import that was killed left behind goes.
delete from arrivals
where begun < cast(:before as timestamptz);

-- name: forget_arrivals(export)!
-- An import is over, well or badly.
delete from arrivals
where export = :export;

-- name: owned(export, campaign, persons)!
-- A row is an own number of the phone that the export came from.
insert into owners (export, campaign, person)
select :export, :campaign, unnest(cast(:persons as text[]));

-- name: owners(campaign)
-- A row is somebody whose phone is among the campaign's exports.
select distinct person
from owners
where campaign = :campaign;

-- name: drop_owners(campaign)!
-- Who was a recipient until his own phone came in is one no more.
delete from recipients
where
    campaign = :campaign
    and person in (select o.person from owners as o where o.campaign = :campaign);

-- name: arrived(export, campaign)$
-- How many numbers the export brought that may be recipients.
select count(*) as amount
from arrivals
where
    export = :export
    and person not in (select o.person from owners as o where o.campaign = :campaign);

-- name: take(export, campaign)!
-- Who arrived and was no recipient of the campaign yet becomes one.
insert into recipients (id, campaign, person, number_sealed)
select a.recipient, a.campaign, a.person, a.number_sealed
from arrivals as a
where
    a.export = :export
    and a.person not in (select o.person from owners as o where o.campaign = :campaign)
    and not exists (
        select 1 from recipients as r where r.campaign = :campaign and r.person = a.person
    );

-- name: seen_in(export, campaign)!
-- A row says that a recipient was seen in the export.
insert into sources (recipient, export)
select r.id, a.export
from arrivals as a
inner join recipients as r on r.campaign = :campaign and r.person = a.person
where a.export = :export;

-- name: leave(export)!
-- The export no longer vouches for anybody.
delete from sources
where export = :export;

-- name: disown(export)!
-- The export no longer tells whose phone it was.
delete from owners
where export = :export;

-- name: drop_unseen(campaign)!
-- Recipients whom no export of the campaign shows any more go.
delete from recipients
where
    campaign = :campaign
    and id not in (select s.recipient from sources as s);

-- name: drop_orphans(campaign)!
-- Sources without their recipient go.
delete from sources
where
    export in (select e.id from exports as e where e.campaign = :campaign)
    and recipient not in (select r.id from recipients as r where r.campaign = :campaign);

-- name: phones(campaign)
-- A row says how many recipients were seen in exactly that many exports.
with spread as (
    select s.recipient as recipient, count(*) as phones
    from sources as s
    inner join recipients as r on r.id = s.recipient
    where r.campaign = :campaign
    group by s.recipient
)
select phones, count(*) as recipients
from spread
group by phones
order by phones;

-- name: persons(campaign)
-- A row is somebody whom the campaign has already, by blind index.
select person
from recipients
where campaign = :campaign;
