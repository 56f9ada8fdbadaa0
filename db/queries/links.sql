-- name: of_variant(campaign, variant)^
-- The key under which a variant's links are made; null once the campaign is closed.
select prefix, key_sealed
from links
where campaign = :campaign and variant = :variant;

-- name: of_prefix(prefix)^
-- The variant that a token's first characters name.
select campaign, variant, key_sealed
from links
where prefix = :prefix;

-- name: of_campaign(campaign)
-- The wordings of a campaign, a row per variant.
select variant, wording
from links
where campaign = :campaign
order by variant;

-- name: prefixes()
-- Every prefix that was ever given out.
select prefix
from links;

-- name: add(prefix, campaign, variant, wording, key_sealed)!
-- A row is one variant with its own link key.
insert into links (prefix, campaign, variant, wording, key_sealed)
values (:prefix, :campaign, :variant, :wording, :key_sealed);

-- name: destroy_keys(campaign)!
-- The campaign's links are dead from now on.
update links
set key_sealed = null
where campaign = :campaign;
