-- name: concerned(campaign, machine)
-- A row is somebody who answers for a campaign: wrote, approved, planned, launched or resumed it.
select author as actor
from campaigns
where id = :campaign
union
select approver as actor
from campaigns
where id = :campaign and approver is not null
union
select scheduled_by as actor
from campaigns
where id = :campaign and scheduled_by is not null
union
select actor
from trail
where subject = :campaign
    and action in ('campaign.launched', 'campaign.resumed')
    and actor <> :machine
order by actor;

-- name: add(ids, campaign, actors, reason, code, now)!
-- A row is one e-mail that somebody is to get.
insert into notices (id, campaign, actor, reason, code, made, attempts, outcome)
select
    unnest(cast(:ids as text[])) as id,
    cast(:campaign as text) as campaign,
    unnest(cast(:actors as text[])) as actor,
    cast(:reason as text) as reason,
    cast(:code as text) as code,
    cast(:now as timestamptz) as made,
    0 as attempts,
    '' as outcome;

-- name: due(now)$
-- How many may be sent now.
select count(*) as amount
from notices
where outcome = '' and (not_before is null or not_before <= cast(:now as timestamptz));

-- name: claim(now, until)^
-- The oldest that may be sent now is being sent: nobody else takes it before that moment.
update notices
set attempts = attempts + 1, not_before = cast(:until as timestamptz)
where outcome = ''
    and (not_before is null or not_before <= cast(:now as timestamptz))
    and id in (
        select id
        from notices
        where outcome = '' and (not_before is null or not_before <= cast(:now as timestamptz))
        order by made, id
        limit 1
    )
returning id, campaign, actor, reason, code, made, attempts;

-- name: again(notice, attempts, moment)!
-- One that could not be sent waits, unless somebody else has tried it since.
update notices
set not_before = cast(:moment as timestamptz)
where id = :notice and attempts = :attempts and outcome = '';

-- name: end(notice, outcome, now)!
-- One is sent, or never will be.
update notices
set ended = cast(:now as timestamptz), outcome = :outcome
where id = :notice and outcome = '';

-- name: end_all(outcome, now)!
-- None of those that wait can be sent at all.
update notices
set ended = cast(:now as timestamptz), outcome = :outcome
where outcome = '';
