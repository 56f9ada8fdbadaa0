-- name: of_campaign(campaign)
-- A row is somebody who made or changed the draft, or shaped its audience, with what they did and
-- when they did it last. None of them approves it.
with deeds as (
    select actor, action, moment
    from trail
    where subject = :campaign
        and action in (
            'campaign.created', 'campaign.renamed', 'campaign.text_written',
            'campaign.words_set', 'campaign.rule_set', 'campaign.window_set',
            'exclusions.added', 'exclusions.removed'
        )
    union all
    select imported_by as actor, 'export.imported' as action, imported as moment
    from exports
    where campaign = :campaign
)

select actor, action, max(moment) as moment
from deeds
group by actor, action
order by max(moment), actor, action;

-- name: last(campaign, action)^
-- Who did this to a campaign last, and when.
select actor, action, moment
from trail
where subject = :campaign and action = :action
order by seq desc
limit 1;
