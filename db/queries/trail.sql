-- name: last()^
-- The newest link of the chain, on which the next one hangs.
select seq, hash
from trail
order by seq desc
limit 1;

-- name: add(seq, moment, actor, action, subject, detail, previous, hash)!
-- A row is one thing that somebody did; it is never changed.
insert into trail (seq, moment, actor, action, subject, detail, previous, hash)
values (:seq, :moment, :actor, :action, :subject, :detail, :previous, :hash);

-- name: newest(limit)
-- The last things done, newest first.
select seq, moment, actor, action, subject, detail, previous, hash
from trail
order by seq desc
limit cast(:limit as integer);

-- name: chain()
-- The whole chain in order, to be checked.
select seq, moment, actor, action, subject, detail, previous, hash
from trail
order by seq;
