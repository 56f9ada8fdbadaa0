-- name: names()
-- A row is a migration that this database has had, by name.
select name
from migrations
order by name;

-- name: add(name)!
-- A row is a migration that this database has had.
insert into migrations (name)
values (:name);
