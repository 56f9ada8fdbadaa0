-- name: of_campaign(campaign)
-- Where each figure stands, and the secret count at which it is published anew.
select figure, variant, value, next_at, looked
from thresholds
where campaign = :campaign;

-- name: put(campaign, figure, variant, value, next_at, looked)!
-- The figure was looked at, whether or not it moved.
insert into thresholds (campaign, figure, variant, value, next_at, looked)
values (:campaign, :figure, :variant, :value, :next_at, :looked)
on conflict (campaign, figure, variant) do update
set value = excluded.value, next_at = excluded.next_at, looked = excluded.looked;

-- name: forget(campaign)!
-- The last figures are out: the secrets have served.
delete from thresholds
where campaign = :campaign;
