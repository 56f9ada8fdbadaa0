-- name: one(campaign)^
-- A row is the campaign with how many recipients it has.
select
    c.id as id, c.name as name, c.municipality as municipality, c.status as status,
    c.example as example, c.author as author, c.approver as approver,
    c.sent_back_because as sent_back_because, c.pause_reason as pause_reason, c.words as words,
    c.rule_mode as rule_mode, c.rule_since as rule_since, c.rule_until as rule_until,
    c.rule_least as rule_least,
    c.window_start as window_start, c.window_end as window_end, c.weekdays as weekdays,
    c.holidays as holidays, c.tested as tested, c.created as created, c.submitted as submitted,
    c.approved as approved, c.launched as launched, c.ended as ended,
    c.starts as starts, c.scheduled_by as scheduled_by, c.lapsed as lapsed,
    c.pause_code as pause_code, c.cost as cost, c.cost_currency as cost_currency,
    (select count(*) from recipients as r where r.campaign = c.id) as recipients
from campaigns as c
where c.id = :campaign;

-- name: newest()
-- A row is a campaign with how many recipients it has, newest first.
with amounts as (
    select campaign, count(*) as amount
    from recipients
    group by campaign
)
select
    c.id as id, c.name as name, c.municipality as municipality, c.status as status,
    c.example as example, c.author as author, c.approver as approver,
    c.sent_back_because as sent_back_because, c.pause_reason as pause_reason, c.words as words,
    c.rule_mode as rule_mode, c.rule_since as rule_since, c.rule_until as rule_until,
    c.rule_least as rule_least,
    c.window_start as window_start, c.window_end as window_end, c.weekdays as weekdays,
    c.holidays as holidays, c.tested as tested, c.created as created, c.submitted as submitted,
    c.approved as approved, c.launched as launched, c.ended as ended,
    c.starts as starts, c.scheduled_by as scheduled_by, c.lapsed as lapsed,
    c.pause_code as pause_code, c.cost as cost, c.cost_currency as cost_currency,
    coalesce(a.amount, 0) as recipients
from campaigns as c
left join amounts as a on a.campaign = c.id
order by c.created desc nulls last, c.id;

-- name: status(campaign)$
-- The campaign's status; nothing for an unknown id.
select status
from campaigns
where id = :campaign;

-- name: add(campaign, name, municipality, example, author, words, window_start, window_end, weekdays, holidays, now)!
-- A row is a new draft.
insert into campaigns (
    id, name, municipality, status, example, author, words, window_start, window_end, weekdays,
    holidays, created
)
values (
    :campaign, :name, :municipality, 'draft', :example, :author, :words, :window_start,
    :window_end, :weekdays, :holidays, :now
);

-- name: rename(campaign, name, municipality)!
-- A draft has another name and place.
update campaigns
set name = :name, municipality = :municipality
where id = :campaign and status = 'draft';

-- name: set_rule(campaign, mode, words, since, until, least)!
-- A draft texts others.
update campaigns
set words = :words, rule_mode = :mode, rule_since = cast(:since as date),
    rule_until = cast(:until as date), rule_least = :least
where id = :campaign and status = 'draft';

-- name: set_window(campaign, window_start, window_end, weekdays, holidays)!
-- A draft has another window.
update campaigns
set window_start = :window_start, window_end = :window_end, weekdays = :weekdays,
    holidays = :holidays
where id = :campaign and status = 'draft';

-- name: untest(campaign)!
-- A draft's text changed: the test text that was sent is no longer this one.
update campaigns
set tested = null
where id = :campaign and status = 'draft';

-- name: tested(campaign, now)!
-- The test text of a draft's wording has left.
update campaigns
set tested = :now
where id = :campaign and status = 'draft';

-- name: submit(campaign, now)!
-- A draft goes to review.
update campaigns
set status = 'in_review', submitted = :now, sent_back_because = null
where id = :campaign and status = 'draft';

-- name: approve(campaign, approver, seen, now)!
-- A campaign in review is approved by somebody else than its author; `seen`: as submitted then.
update campaigns
set status = 'approved', approver = :approver, approved = :now
where id = :campaign and status = 'in_review' and author <> :approver
    and submitted = coalesce(cast(:seen as timestamptz), submitted);

-- name: send_back(campaign, because)!
-- A campaign in review is a draft again, with what should change.
update campaigns
set status = 'draft', submitted = null, sent_back_because = :because
where id = :campaign and status = 'in_review';

-- name: take_back(campaign)!
-- A campaign that was not launched is a draft again; its approval is gone, and its planned start.
update campaigns
set status = 'draft', submitted = null, approver = null, approved = null, starts = null,
    scheduled_by = null, lapsed = null
where id = :campaign and status in ('in_review', 'approved');

-- name: schedule(campaign, starts, actor)!
-- An approved campaign starts by itself, later.
update campaigns
set starts = :starts, scheduled_by = :actor, lapsed = null
where id = :campaign and status = 'approved';

-- name: unschedule(campaign)!
-- An approved campaign waits again for somebody to launch it.
update campaigns
set starts = null, scheduled_by = null, lapsed = null
where id = :campaign and status = 'approved' and starts is not null;

-- name: due(now)
-- A row is an approved campaign whose planned start has come.
select id, starts, scheduled_by
from campaigns
where status = 'approved' and starts <= :now
order by starts nulls last, id;

-- name: launch(campaign, now)!
-- An approved campaign starts sending, at somebody's word.
update campaigns
set status = 'sending', launched = :now, resumed = :now, starts = null, scheduled_by = null,
    lapsed = null
where id = :campaign and status = 'approved';

-- name: launch_planned(campaign, starts, now)!
-- An approved campaign starts sending as planned, if it still is.
update campaigns
set status = 'sending', launched = :now, resumed = :now, starts = null
where id = :campaign and status = 'approved' and starts = :starts;

-- name: lapse(campaign, starts, because)!
-- A planned start does not come about; the approval stands.
update campaigns
set starts = null, lapsed = :because
where id = :campaign and status = 'approved' and starts = :starts;

-- name: pause(campaign, because)!
-- A sending campaign stands still.
update campaigns
set status = 'paused', pause_reason = :because, pause_code = null
where id = :campaign and status = 'sending';

-- name: pause_for(campaign, because, code)!
-- A sending campaign stands still by itself; `code`: the carrier's, or ''.
update campaigns
set status = 'paused', pause_reason = :because, pause_code = :code
where id = :campaign and status = 'sending';

-- name: resume(campaign, now)!
-- A paused campaign goes on; failures from before no longer count.
update campaigns
set status = 'sending', pause_reason = null, pause_code = null, resumed = :now
where id = :campaign and status = 'paused';

-- name: cancel(campaign, now)!
-- A campaign ends for good; who has not been texted never will be by it.
update campaigns
set status = 'cancelled', ended = :now, starts = null, scheduled_by = null, lapsed = null
where id = :campaign
    and status in ('draft', 'in_review', 'approved', 'sending', 'paused');

-- name: finish(now)
-- Sending campaigns with nothing left to send are finished; a row is one of them.
update campaigns
set status = 'finished', ended = :now
where status = 'sending'
    and not exists (
        select 1
        from messages as m
        where m.campaign = campaigns.id and m.status in ('queued', 'sending', 'unknown')
    )
returning id;

-- name: reopen(campaigns)
-- Finished campaigns of which a text came back, to be sent once more; a row is one of them.
update campaigns
set status = 'sending', ended = null
where id in (select unnest(cast(:campaigns as text[])) as id) and status = 'finished'
returning id;

-- name: done()
-- A row is a sending campaign with nothing left to send.
select id
from campaigns
where status = 'sending'
    and not exists (
        select 1
        from messages as m
        where m.campaign = campaigns.id and m.status in ('queued', 'sending', 'unknown')
    );

-- name: launched_since(since)
-- A row is a campaign launched after that moment.
select id
from campaigns
where launched > :since
order by launched nulls last, id;

-- name: provenance(campaign)
-- A row is an export of the campaign with the grounds on which it was used.
select label, case_reference, purpose, legal_article, consent_reference, destroy_by
from exports
where campaign = :campaign
order by imported nulls last, id;

-- name: asked_by(campaign)$
-- Who asked for approval last; nothing when nobody did.
select actor
from trail
where subject = :campaign and action = 'campaign.submitted'
order by seq desc
limit 1;

-- name: names()
-- What each campaign is called.
select id, name
from campaigns;
