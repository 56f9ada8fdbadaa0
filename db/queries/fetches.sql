-- name: of(tokens)
-- Who fetched these tokens last.
select token, agent, moment
from fetches
where token in (select unnest(cast(:tokens as text[])));

-- name: remember(tokens, agents, moments)!
-- The last agent to fetch a token, for seconds; no equal tokens.
insert into fetches (token, agent, moment)
select
    unnest(cast(:tokens as text[])) as token,
    unnest(cast(:agents as text[])) as agent,
    unnest(cast(:moments as timestamptz[])) as moment
on conflict (token) do update
set agent = excluded.agent, moment = excluded.moment;

-- name: older(before)$
-- How many fetches are due to be forgotten.
select count(*) as fetches
from fetches
where moment < :before;

-- name: forget(before)!
-- Fetches are known for seconds only.
delete from fetches
where moment < :before;
