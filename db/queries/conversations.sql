-- name: of_persons(persons)
-- A row is the conversation of one of these persons, open or closed.
select
    id, person, number_sealed, status, urgency, intent, flags, language, municipality, campaign,
    partner, routed_because, opened, last_in, waiting_since, due, claimed_by, claimed_name,
    claimed, escalated
from conversations
where person in (select unnest(cast(:persons as text[])));

-- name: add(ids, persons, numbers, urgencies, intents, flags, languages, municipalities, campaigns, partners, becauses, opened, last_ins, waitings, dues)!
-- Opens conversations, unclaimed.
insert into conversations (
    id, person, number_sealed, urgency, intent, flags, language, municipality, campaign, partner,
    routed_because, opened, last_in, waiting_since, due, status, escalated, counted
)
select
    unnest(cast(:ids as text[])),
    unnest(cast(:persons as text[])),
    unnest(cast(:numbers as text[])),
    unnest(cast(:urgencies as integer[])),
    unnest(cast(:intents as text[])),
    unnest(cast(:flags as text[])),
    unnest(cast(:languages as text[])),
    unnest(cast(:municipalities as text[])),
    unnest(cast(:campaigns as text[])),
    unnest(cast(:partners as text[])),
    unnest(cast(:becauses as text[])),
    unnest(cast(:opened as timestamptz[])),
    unnest(cast(:last_ins as timestamptz[])),
    unnest(cast(:waitings as timestamptz[])),
    unnest(cast(:dues as timestamptz[])),
    'open',
    0,
    false;

-- name: add_closed(ids, persons, numbers, intents, flags, languages, municipalities, campaigns, moments)!
-- Conversations that need nobody: only a text of ours leaves by them. A later reply reopens one.
insert into conversations (
    id, person, number_sealed, intent, flags, language, municipality, campaign, opened, last_in,
    closed, urgency, partner, routed_because, status, escalated, counted
)
select
    unnest(cast(:ids as text[])),
    unnest(cast(:persons as text[])),
    unnest(cast(:numbers as text[])),
    unnest(cast(:intents as text[])),
    unnest(cast(:flags as text[])),
    unnest(cast(:languages as text[])),
    unnest(cast(:municipalities as text[])),
    unnest(cast(:campaigns as text[])),
    unnest(cast(:moments as timestamptz[])),
    unnest(cast(:moments as timestamptz[])),
    unnest(cast(:moments as timestamptz[])),
    2,
    '',
    '',
    'closed',
    0,
    false;

-- name: join_all(ids, urgencies, intents, flags, languages, municipalities, campaigns, partners, becauses, last_ins, waitings, dues, claimers, claimer_names, claims, escalations)!
-- What a new reply changes in conversations that are there; a closed one is open again.
update conversations
set
    status = 'open',
    urgency = changed.urgency,
    intent = changed.intent,
    flags = changed.flags,
    language = changed.language,
    municipality = changed.municipality,
    campaign = changed.campaign,
    partner = changed.partner,
    routed_because = changed.because,
    last_in = changed.last_in,
    waiting_since = changed.waiting,
    due = changed.due,
    claimed_by = changed.claimer,
    claimed_name = changed.claimer_name,
    claimed = changed.claim,
    escalated = changed.escalation,
    outcome = null,
    closed = null
from (
    select
        unnest(cast(:ids as text[])) as id,
        unnest(cast(:urgencies as integer[])) as urgency,
        unnest(cast(:intents as text[])) as intent,
        unnest(cast(:flags as text[])) as flags,
        unnest(cast(:languages as text[])) as language,
        unnest(cast(:municipalities as text[])) as municipality,
        unnest(cast(:campaigns as text[])) as campaign,
        unnest(cast(:partners as text[])) as partner,
        unnest(cast(:becauses as text[])) as because,
        unnest(cast(:last_ins as timestamptz[])) as last_in,
        unnest(cast(:waitings as timestamptz[])) as waiting,
        unnest(cast(:dues as timestamptz[])) as due,
        unnest(cast(:claimers as text[])) as claimer,
        unnest(cast(:claimer_names as text[])) as claimer_name,
        unnest(cast(:claims as timestamptz[])) as claim,
        unnest(cast(:escalations as integer[])) as escalation
) as changed
where conversations.id = changed.id;

-- name: open_of(partner)
-- A row is an open conversation of a partner.
select
    id, number_sealed, status, urgency, intent, flags, language, municipality, campaign, partner,
    routed_because, opened, last_in, waiting_since, due, claimed_by, claimed_name, claimed
from conversations
where partner = :partner and status = 'open';

-- name: get(id, partner)^
-- One conversation, if it is that partner's.
select
    id, number_sealed, status, urgency, intent, flags, language, municipality, campaign, partner,
    routed_because, opened, last_in, waiting_since, due, claimed_by, claimed_name, claimed,
    escalated, answered, counted, outcome, closed
from conversations
where id = :id and partner = :partner;

-- name: claim(id, partner, actor, name, now, due)^
-- Somebody takes an open conversation that nobody has; no row when that can't be.
update conversations
set
    claimed_by = cast(:actor as text),
    claimed_name = cast(:name as text),
    claimed = cast(:now as timestamptz),
    due = cast(:due as timestamptz)
where id = :id and partner = :partner and status = 'open' and claimed_by is null
returning id;

-- name: release(id, due)!
-- Nobody has it any more.
update conversations
set claimed_by = null, claimed_name = null, claimed = null, due = cast(:due as timestamptz)
where id = :id;

-- name: stay(id, now, due)!
-- Whoever has it is at work on it.
update conversations
set claimed = cast(:now as timestamptz), due = cast(:due as timestamptz)
where id = :id;

-- name: answered(id, now)!
-- A human answered: nobody waits for us any more.
update conversations
set
    claimed = cast(:now as timestamptz),
    waiting_since = null,
    due = null,
    answered = coalesce(answered, cast(:now as timestamptz))
where id = :id;

-- name: waits_again(ids, now, due_crisis, due_help, due_low)!
-- An answer did not arrive, so the person waits once more, as long as the urgency allows.
update conversations
set
    waiting_since = coalesce(waiting_since, cast(:now as timestamptz)),
    due = coalesce(
        due,
        case urgency
            when 0 then cast(:due_crisis as timestamptz)
            when 3 then cast(:due_low as timestamptz)
            else cast(:due_help as timestamptz)
        end
    )
where id in (select unnest(cast(:ids as text[]))) and status = 'open';

-- name: move(id, partner, because, due, escalated)!
-- Another organisation has it, and nobody there has claimed it yet.
update conversations
set
    partner = :partner,
    routed_because = :because,
    due = cast(:due as timestamptz),
    escalated = cast(:escalated as integer),
    claimed_by = null,
    claimed_name = null,
    claimed = null
where id = :id;

-- name: close(id, outcome, now)!
-- It is done; a new reply would open it again.
update conversations
set
    status = 'closed',
    outcome = :outcome,
    closed = cast(:now as timestamptz),
    waiting_since = null,
    due = null,
    claimed_by = null,
    claimed_name = null,
    claimed = null
where id = :id;

-- name: late(now, idle_before)
-- A row is an open conversation where somebody waited too long, or that has no partner (any more).
-- Short of a crisis, nothing is taken from the hands of somebody who is at work on it.
select
    id, number_sealed, urgency, intent, language, municipality, partner, due, claimed_by,
    waiting_since, escalated
from conversations
where
    status = 'open'
    and (
        not exists (select 1 from partners as p where p.id = conversations.partner)
        or (
            waiting_since is not null
            and due <= cast(:now as timestamptz)
            and (urgency = 0 or claimed is null or claimed < cast(:idle_before as timestamptz))
        )
    )
order by urgency, due nulls last, id;

-- name: idle(before)
-- A row is a claim on which nothing happened since then, though the person waits.
select id, partner, claimed_by, claimed_name, urgency, waiting_since, due
from conversations
where
    status = 'open'
    and claimed_by is not null
    and claimed < cast(:before as timestamptz)
    and waiting_since < cast(:before as timestamptz);

-- name: uncounted(limit)
-- A row is a conversation that a human answered, of which the gate has not heard.
select id, campaign, answered
from conversations
where answered is not null and not counted and campaign <> ''
limit cast(:limit as integer);

-- name: counted(ids)!
-- The gate has heard that these were answered.
update conversations
set counted = true
where id in (select unnest(cast(:ids as text[])));

-- name: opened_lately(actor, id, since)$
-- Whether the trail says that this actor opened this conversation since then.
select count(*) as amount
from trail
where
    action = 'conversation.opened'
    and actor = :actor
    and subject = :id
    and moment > cast(:since as timestamptz);

-- name: is_silenced(id)$
-- Whether the person of this conversation wants no automatic texts.
select count(*) as amount
from conversations as c
inner join silenced as s on s.person = c.person
where c.id = :id;

-- name: unclaimed_crises(partner)
-- A row is a conversation of a partner in which somebody in a crisis waits and nobody reads.
select id, waiting_since
from conversations
where
    partner = :partner
    and status = 'open'
    and urgency = 0
    and waiting_since is not null
    and claimed_by is null;

-- name: alarm_answered(partner, since)$
-- Whether the trail says that this partner answered a test alarm since then.
select count(*) as amount
from trail
where
    action in ('alarm.answered', 'alarm.heard')
    and subject = :partner
    and moment > cast(:since as timestamptz);

-- name: team_totals(partner)^
-- What an organisation has before it.
select
    count(*) filter (where status = 'open') as open,
    count(*) filter (where status = 'open' and claimed_by is null) as unclaimed,
    count(*) filter (where status = 'open' and waiting_since is not null) as waiting,
    count(*) filter (where answered is not null) as answered,
    count(*) filter (where status = 'closed') as closed,
    min(waiting_since) filter (where status = 'open') as waiting_longest
from conversations
where partner = :partner;

-- name: team_claims(partner)
-- A row is somebody with how many open conversations they have.
select claimed_by as worker, claimed_name as name, count(*) as amount
from conversations
where partner = :partner and status = 'open' and claimed_by is not null
group by claimed_by, claimed_name;

-- name: team_answers(partner)
-- A row is somebody with how many answers they gave in this organisation's conversations.
select e.author as worker, e.author_name as name, count(*) as amount
from entries as e
inner join conversations as c on c.id = e.conversation
where c.partner = :partner and e.kind = 'answer'
group by e.author, e.author_name;
