-- name: all_of()
-- A row is an organisation that answers.
select
    id, name, kind, municipalities, languages, hours, round_clock, phone, website, capacity,
    position
from partners
order by position, id;

-- name: add(id, name, kind, municipalities, languages, hours, round_clock, phone, website, capacity, position)!
-- Adds an organisation.
insert into partners (
    id, name, kind, municipalities, languages, hours, round_clock, phone, website, capacity,
    position
)
values (
    :id, :name, :kind, :municipalities, :languages, :hours, :round_clock, :phone, :website,
    :capacity, :position
);

-- name: loads()
-- A row is an organisation with how many open conversations it has.
select partner, count(*) as amount
from conversations
where status = 'open'
group by partner;
