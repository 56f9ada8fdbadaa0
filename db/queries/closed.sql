-- name: newest(partner, limit)
-- A row is a closed conversation of a partner, the last closed first.
select
    id, number_sealed, status, urgency, intent, flags, language, municipality, campaign, partner,
    routed_because, opened, last_in, waiting_since, due, claimed_by, claimed_name, claimed
from conversations
where partner = :partner and status = 'closed'
order by closed desc nulls last, id
limit cast(:limit as integer);

-- name: amount(partner)$
-- How many conversations of a partner are closed.
select count(*) as amount
from conversations
where partner = :partner and status = 'closed';
