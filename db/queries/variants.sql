-- name: of_campaign(campaign)
-- A row is one wording of the campaign, by letter.
select letter, wording
from variants
where campaign = :campaign
order by letter;

-- name: all_wordings()
-- A row is one wording of any campaign, by letter.
select campaign, letter, wording
from variants
order by campaign, letter;

-- name: put(campaign, letters, wordings)!
-- These letters have these wordings.
insert into variants (campaign, letter, wording)
select
    cast(:campaign as text) as campaign,
    unnest(cast(:letters as text[])) as letter,
    unnest(cast(:wordings as text[])) as wording
on conflict (campaign, letter) do update set wording = excluded.wording;

-- name: drop_others(campaign, letters)!
-- Only these letters are left.
delete from variants
where campaign = :campaign
    and letter not in (select unnest(cast(:letters as text[])) as letter);
