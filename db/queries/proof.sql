-- name: sealed()$
-- What only the room's own key ring opens; nothing before its first start.
select sealed
from proof;

-- name: keep(sealed)!
-- The one row is what the ring of the first start sealed; it stays.
insert into proof (id, sealed)
values (1, :sealed)
on conflict do nothing;
