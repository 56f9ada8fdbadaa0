-- name: of_campaign(campaign)
-- A row is one wording of the campaign, by letter; `share`: against those of the others.
select letter, wording, share
from variants
where campaign = :campaign
order by letter;

-- name: all_wordings()
-- A row is one wording of any campaign, by letter.
select campaign, letter, wording, share
from variants
order by campaign, letter;

-- name: put(campaign, letters, wordings, shares)!
-- These letters have these wordings and shares.
insert into variants (campaign, letter, wording, share)
select
    cast(:campaign as text) as campaign,
    unnest(cast(:letters as text[])) as letter,
    unnest(cast(:wordings as text[])) as wording,
    unnest(cast(:shares as integer[])) as share
on conflict (campaign, letter) do update
set wording = excluded.wording, share = excluded.share;

-- name: drop_others(campaign, letters)!
-- Only these letters are left.
delete from variants
where campaign = :campaign
    and letter not in (select unnest(cast(:letters as text[])) as letter);
