-- name: of(persons)
-- What the do-not-text list says of these cut indexes; campaign '' is a stop.
select person, campaign
from stops
where person in (select unnest(cast(:persons as integer[])));

-- name: add(persons, campaigns)!
-- A row is never removed: a person is texted once, and a stop holds for ever.
insert into stops (person, campaign)
select unnest(cast(:persons as integer[])) as person, unnest(cast(:campaigns as text[])) as campaign
on conflict do nothing;

-- name: bits()$
-- To how many bits the indexes on the list are cut.
select bits
from stop_bits;

-- name: keep_bits(bits)!
-- The one row is the number of the first start; it stays.
insert into stop_bits (id, bits)
values (1, cast(:bits as integer))
on conflict do nothing;
