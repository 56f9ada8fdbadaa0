-- name: of_campaign(campaign)
-- All that was ever published of a campaign; value -1 stands for "<10".
select figure, variant, value, moment, final
from published
where campaign = :campaign
order by moment, figure, variant;

-- name: add(campaign, figure, variant, value, moment, final)!
-- A figure as both sides may know it from now on.
insert into published (campaign, figure, variant, value, moment, final)
values (:campaign, :figure, :variant, :value, :moment, :final)
on conflict (campaign, figure, variant, moment) do update
set value = excluded.value, final = excluded.final;
