-- name: messages_waiting()
-- How many campaign messages stand before the carrier, by status; no row for none.
select m.status as status, count(*) as amount
from messages as m
inner join campaigns as c on c.id = m.campaign
where
    (m.status in ('queued', 'sending') and c.status in ('sending', 'paused'))
    or m.status = 'unknown'
group by m.status
order by m.status;

-- name: answers_waiting()$
-- How many of care's answers have not left yet.
select count(*) as amount
from answers
where status in ('queued', 'sending', 'unknown');
