-- name: add(ids, conversations, kinds, authors, author_names, texts, moments, details)!
-- Adds texts, notes and events to conversations.
insert into entries (
    id, conversation, kind, author, author_name, text_sealed, moment, detail_sealed
)
select
    unnest(cast(:ids as text[])),
    unnest(cast(:conversations as text[])),
    unnest(cast(:kinds as text[])),
    unnest(cast(:authors as text[])),
    unnest(cast(:author_names as text[])),
    unnest(cast(:texts as text[])),
    unnest(cast(:moments as timestamptz[])),
    unnest(cast(:details as text[]));

-- name: of_conversation(conversation)
-- A row is one entry, oldest first, with how its text fared if it was sent by us, and what was
-- understood if it was sent to us.
select
    e.id, e.kind, e.author_name, e.text_sealed, e.moment, e.detail_sealed, a.status, a.code,
    a.not_before, r.intent
from entries as e
left join answers as a on a.entry = e.id
left join replies as r on r.entry = e.id
where e.conversation = :conversation
order by e.moment, case e.kind when 'reply' then 0 when 'event' then 1 else 2 end, e.id;

-- name: own_texts(conversation)
-- A row is a text that we sent by ourselves in a conversation.
select text_sealed
from entries
where conversation = :conversation and kind = 'automatic';

-- name: written_by_hand(ids)
-- Which of these are answers of a human.
select id, conversation
from entries
where kind = 'answer' and id in (select unnest(cast(:ids as text[])));

-- name: last_texts(partner)
-- Per open conversation of a partner, the last text in it, by either side.
select latest.conversation, latest.text_sealed
from (
    select
        e.conversation,
        e.text_sealed,
        row_number() over (partition by e.conversation order by e.moment desc, e.id) as place
    from entries as e
    inner join conversations as c on c.id = e.conversation
    where c.partner = :partner and c.status = 'open' and e.kind in ('reply', 'answer')
) as latest
where latest.place = 1;
