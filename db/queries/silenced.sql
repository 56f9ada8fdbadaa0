-- name: among(persons)
-- Which of these persons want no automatic texts.
select person
from silenced
where person in (select unnest(cast(:persons as text[])));

-- name: add(persons)!
-- No automatic texts to these persons any more.
insert into silenced (person)
select unnest(cast(:persons as text[]))
on conflict do nothing;

-- name: remove(persons)!
-- They took it back.
delete from silenced
where person in (select unnest(cast(:persons as text[])));
