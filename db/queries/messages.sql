-- name: make(campaign, letters, segments, begins, ends)!
-- A row is one queued message per recipient, in random order. Each variant gets the recipients
-- from after one place up to another, in an order that is thrown for this alone.
with thrown as (
    select id, person, random() as dice, random() as lot
    from recipients
    where campaign = :campaign
),
shuffled as (
    select id, person, lot, row_number() over (order by dice) as place
    from thrown
),
wordings as (
    select
        unnest(cast(:letters as text[])) as letter,
        unnest(cast(:segments as integer[])) as segments,
        unnest(cast(:begins as integer[])) as begins,
        unnest(cast(:ends as integer[])) as ends
)
insert into messages (
    id, campaign, recipient, person, variant, status, code, segments, attempts
)
select
    'm' || substr(replace(cast(gen_random_uuid() as text), '-', ''), 9) as id,
    cast(:campaign as text) as campaign,
    s.id as recipient,
    s.person as person,
    w.letter as variant,
    'queued' as status,
    '' as code,
    w.segments as segments,
    0 as attempts
from shuffled as s
inner join wordings as w on s.place > w.begins and s.place <= w.ends
order by s.lot;

-- name: claim(campaigns, allowance, now)
-- Queued messages are being sent, no more segments than allowed, but one at least; a row is one of
-- them. Ids are random, and so is the order.
update messages
set status = 'sending', claimed = :now, attempts = attempts + 1
where status = 'queued'
    and id in (
        select id
        from (
            select id, segments, sum(segments) over (order by id) as so_far
            from (
                select m.id as id, m.segments as segments
                from messages as m
                inner join campaigns as c on c.id = m.campaign
                where m.status = 'queued'
                    and c.status = 'sending'
                    and m.campaign in (select unnest(cast(:campaigns as text[])) as campaign)
                    and (m.not_before is null or m.not_before <= cast(:now as timestamptz))
                order by m.id
                limit cast(:allowance as integer)
            ) as next
        ) as counted
        where so_far <= :allowance or so_far = segments
    )
returning id, campaign, recipient, variant, segments, attempts, earlier_id;

-- name: sending(now)
-- A row is a campaign that is sending, with its window; `waits`: whether a message may leave now.
select
    c.id as id, c.window_start as window_start, c.window_end as window_end,
    c.weekdays as weekdays, c.holidays as holidays, c.resumed as resumed,
    exists (
        select 1
        from messages as m
        where m.campaign = c.id and m.status = 'queued'
            and (m.not_before is null or m.not_before <= cast(:now as timestamptz))
    ) as waits
from campaigns as c
where c.status = 'sending'
order by c.launched nulls last, c.id;

-- name: sealed(messages)
-- A row is a message with its recipient's sealed number.
select m.id as id, m.campaign as campaign, r.number_sealed as number_sealed
from messages as m
inner join recipients as r on r.id = m.recipient
where m.id in (select unnest(cast(:messages as text[])) as id);

-- name: sent(messages, carrier_ids, now)!
-- The carrier has taken these; a receipt may have told so before its answer did. Even that the
-- phone was not reached: then it waits for its second try already.
update messages
set status = case
        when messages.status in ('queued', 'sending', 'unknown') then 'sent'
        else messages.status
    end,
    carrier_id = coalesce(messages.carrier_id, taken.carrier_id),
    sent = coalesce(messages.sent, cast(:now as timestamptz))
from (
    select
        unnest(cast(:messages as text[])) as id,
        unnest(cast(:carrier_ids as text[])) as carrier_id
) as taken
where messages.id = taken.id
    and (messages.earlier_id is null or messages.earlier_id <> taken.carrier_id);

-- name: refused(messages, codes, now)!
-- These will never be delivered.
update messages
set status = 'undelivered', code = refused.code, ended = cast(:now as timestamptz)
from (
    select
        unnest(cast(:messages as text[])) as id,
        unnest(cast(:codes as text[])) as code
) as refused
where messages.id = refused.id and messages.status in ('sending', 'unknown');

-- name: release(messages, moments)!
-- The carrier surely has none of these: they wait again, until a moment.
update messages
set status = 'queued', not_before = released.moment
from (
    select
        unnest(cast(:messages as text[])) as id,
        unnest(cast(:moments as timestamptz[])) as moment
) as released
where messages.id = released.id and messages.status = 'sending';

-- name: put_back(messages, moments)!
-- The gate could not be asked about these: they wait again, until a moment, as if not yet tried.
update messages
set status = 'queued', not_before = back.moment, attempts = messages.attempts - 1
from (
    select
        unnest(cast(:messages as text[])) as id,
        unnest(cast(:moments as timestamptz[])) as moment
) as back
where messages.id = back.id and messages.status = 'sending';

-- name: hold(messages, now)!
-- The gate did not admit these: texted before, or not to be texted.
update messages
set status = 'held', ended = cast(:now as timestamptz)
where id in (select unnest(cast(:messages as text[])) as id) and status = 'sending';

-- name: lose(messages, now)!
-- The carrier may or may not have these.
update messages
set status = 'unknown', lost = cast(:now as timestamptz), asked = 0, ask_again = null
where id in (select unnest(cast(:messages as text[])) as id) and status = 'sending';

-- name: lose_all(now)!
-- Whatever was being sent when the process died: the carrier may or may not have it, and whether
-- the gate had admitted it is not known either.
update messages
set status = 'unknown', attempts = greatest(attempts - 1, 0), lost = cast(:now as timestamptz), asked = 0, ask_again = null
where status = 'sending';

-- name: old(before)$
-- How many have been "sending" for so long that their answer was lost.
select count(*) as amount
from messages
where status = 'sending' and claimed < cast(:before as timestamptz);

-- name: lose_old(before, now)!
-- Whatever has been "sending" for so long that its answer was lost.
update messages
set status = 'unknown', attempts = greatest(attempts - 1, 0), lost = cast(:now as timestamptz), asked = 0, ask_again = null
where status = 'sending' and claimed < cast(:before as timestamptz);

-- name: unknown(amount, now)
-- A row is a message of which the carrier must be asked now; never asked ones first.
select
    m.id as id, m.campaign as campaign, m.lost as lost, m.asked as asked,
    m.earlier_id as earlier_id, m.claimed as claimed, r.number_sealed as number_sealed,
    v.wording as wording, c.launched as launched
from messages as m
inner join recipients as r on r.id = m.recipient
inner join campaigns as c on c.id = m.campaign
inner join variants as v on v.campaign = m.campaign and v.letter = m.variant
where m.status = 'unknown'
    and (m.ask_again is null or m.ask_again <= cast(:now as timestamptz))
order by m.ask_again nulls first, m.lost nulls last, m.id
limit cast(:amount as integer);

-- name: ask_later(messages, reasons, moments)!
-- The carrier could not tell about these, and why: it is asked again, at a moment.
update messages
set asked = messages.asked + 1, unclear = later.reason, ask_again = later.moment
from (
    select
        unnest(cast(:messages as text[])) as id,
        unnest(cast(:reasons as text[])) as reason,
        unnest(cast(:moments as timestamptz[])) as moment
) as later
where messages.id = later.id and messages.status in ('unknown', 'sent');

-- name: without_receipt(sent_before, sent_since, amount, now)
-- A row is a message that the carrier took and never told the end of, of which it is time to ask.
select id, carrier_id
from messages
where status = 'sent'
    and carrier_id is not null
    and sent <= cast(:sent_before as timestamptz)
    and sent > cast(:sent_since as timestamptz)
    and (ask_again is null or ask_again <= cast(:now as timestamptz))
order by ask_again nulls first, sent nulls last, id
limit cast(:amount as integer);

-- name: requeue(messages)!
-- The carrier's own list doesn't have these: they wait again.
update messages
set status = 'queued', not_before = null
where id in (select unnest(cast(:messages as text[])) as id) and status = 'unknown';

-- name: standing(messages)
-- A row is how a message stands when receipts come for it; `open`: its campaign may still send.
select
    m.id as id, m.campaign as campaign, m.status as status, m.carrier_id as carrier_id,
    m.earlier_id as earlier_id, c.status in ('sending', 'paused', 'finished') as open
from messages as m
inner join campaigns as c on c.id = m.campaign
where m.id in (select unnest(cast(:messages as text[])) as id);

-- name: try_again(messages, carrier_ids, moments)!
-- The phones of these were not reached, or they never left the carrier: once more, not before a
-- moment.
update messages
set status = 'queued', earlier_id = again.carrier_id, carrier_id = null,
    not_before = again.moment
from (
    select
        unnest(cast(:messages as text[])) as id,
        unnest(cast(:carrier_ids as text[])) as carrier_id,
        unnest(cast(:moments as timestamptz[])) as moment
) as again
where messages.id = again.id
    and (messages.earlier_id is null or messages.earlier_id <> again.carrier_id)
    and messages.status in ('queued', 'sending', 'unknown', 'sent');

-- name: as_before(messages, now)!
-- These were to be tried once more, and must not be: what their first try came to stands.
update messages
set status = 'undelivered', code = 'phone', carrier_id = earlier_id, earlier_id = null,
    ended = cast(:now as timestamptz)
where id in (select unnest(cast(:messages as text[])) as id) and status = 'sending';

-- name: advance(messages, statuses, codes, carrier_ids, now)!
-- Receipts move these on. A final status never changes.
update messages
set status = told.status,
    code = case when told.code = '' then messages.code else told.code end,
    carrier_id = coalesce(messages.carrier_id, told.carrier_id),
    sent = coalesce(messages.sent, cast(:now as timestamptz)),
    ended = case when told.status = 'sent' then messages.ended else cast(:now as timestamptz) end
from (
    select
        unnest(cast(:messages as text[])) as id,
        unnest(cast(:statuses as text[])) as status,
        unnest(cast(:codes as text[])) as code,
        unnest(cast(:carrier_ids as text[])) as carrier_id
) as told
where messages.id = told.id
    and messages.status in ('queued', 'sending', 'unknown', 'sent');

-- name: delivered_by_day(campaign)
-- A row is how many texts of a variant were delivered on a day in the Netherlands.
select
    variant,
    cast(ended at time zone 'Europe/Amsterdam' as date) as day,
    count(*) as amount
from messages
where campaign = :campaign and status = 'delivered'
group by variant, cast(ended at time zone 'Europe/Amsterdam' as date)
order by variant, day nulls last;

-- name: lately_answered(campaign, since, amount)^
-- Of the last messages that the carrier took or refused: how many, and how many it refused.
select
    count(*) as amount,
    coalesce(sum(case when sent is null then 1 else 0 end), 0) as failed
from (
    select sent
    from messages
    where campaign = :campaign
        and status in ('sent', 'delivered', 'undelivered', 'failed')
        and coalesce(sent, ended) > cast(:since as timestamptz)
    order by coalesce(sent, ended) desc nulls last
    limit cast(:amount as integer)
) as answered;

-- name: lately_reported(campaign, since, amount)^
-- Of the last messages taken whose fate the carrier reported: how many, and how many failed.
select
    count(*) as amount,
    coalesce(sum(case when status = 'delivered' then 0 else 1 end), 0) as failed
from (
    select status
    from messages
    where campaign = :campaign
        and status in ('delivered', 'undelivered', 'failed')
        and sent > cast(:since as timestamptz)
    order by ended desc nulls last
    limit cast(:amount as integer)
) as reported;
