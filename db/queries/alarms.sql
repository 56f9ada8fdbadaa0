-- name: answer(partner, answered)!
-- Keeps the latest answer of a partner.
insert into alarms (partner, answered)
values (:partner, :answered)
on conflict (partner) do update
set answered = greatest(alarms.answered, excluded.answered);

-- name: answered_since(since)$
-- How many partners answered since then.
select count(*) as partners
from alarms
where answered >= :since;
