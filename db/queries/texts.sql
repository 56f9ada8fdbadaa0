-- name: of_partner(partner)
-- A row is a text that an organisation put in the place of ours.
select kind, language, template, author_name, moment
from texts
where partner = :partner;

-- name: in_languages(languages)
-- A row is such a text of any organisation, in one of these languages.
select partner, kind, language, template
from texts
where language in (select unnest(cast(:languages as text[])));

-- name: get(partner, kind, language)^
-- One of them, if there is one.
select template
from texts
where partner = :partner and kind = :kind and language = :language;

-- name: write(partner, kind, language, template, author, author_name, now)!
-- An organisation's text, new or in the place of its last one.
insert into texts (partner, kind, language, template, author, author_name, moment)
values (
    :partner, :kind, :language, :template, :author, :author_name, cast(:now as timestamptz)
)
on conflict (partner, kind, language) do update set
    template = excluded.template,
    author = excluded.author,
    author_name = excluded.author_name,
    moment = excluded.moment;

-- name: remove(partner, kind, language)!
-- The file's text stands again.
delete from texts
where partner = :partner and kind = :kind and language = :language;
