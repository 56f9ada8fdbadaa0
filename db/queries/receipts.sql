-- name: add(messages, statuses, codes, takens, now)!
-- A row is what the carrier reported, as it came; `taken` says whether the status moved.
insert into receipts (message, status, code, received, taken)
select
    unnest(cast(:messages as text[])) as message,
    unnest(cast(:statuses as text[])) as status,
    unnest(cast(:codes as text[])) as code,
    cast(:now as timestamptz) as received,
    unnest(cast(:takens as boolean[])) as taken;

-- name: of_message(message)
-- A row is a receipt of the message, oldest first.
select status, code, received, taken
from receipts
where message = :message
order by received nulls last;
