-- name: last_pause(campaign)$
-- What the trail tells of a campaign's last pause, as JSON; nothing when it never paused.
select detail
from trail
where subject = :campaign and action = 'campaign.paused'
order by seq desc
limit 1;
