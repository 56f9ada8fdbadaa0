-- name: add(id, name, municipality, opened, closes, instant)^
-- Opens a campaign; gives its id, or nothing when it was opened before.
insert into campaigns (id, name, municipality, opened, closes, closed, instant)
values (:id, :name, :municipality, :opened, :closes, false, :instant)
on conflict do nothing
returning id;

-- name: get(id)^
-- One campaign that was launched.
select id, name, municipality, opened, closes, closed, instant
from campaigns
where id = :id;

-- name: unclosed()
-- Campaigns whose last figures are still to be published.
select id, name, municipality, opened, closes, closed, instant
from campaigns
where not closed
order by opened;

-- name: of_person(person)^
-- The newest campaign that texted somebody with this cut index.
select campaigns.id, name, municipality, opened, closes, closed, instant
from stops
inner join campaigns on stops.campaign = campaigns.id
where stops.person = :person
order by opened desc, campaigns.id
limit 1;

-- name: close(id)!
-- Its links are dead and its figures final.
update campaigns
set closed = true
where id = :id and not closed;
