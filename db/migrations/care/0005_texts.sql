-- An automatic text as an organisation wants it; where none is here, the file's text stands.
create table texts (
    partner text not null,
    kind text not null,           -- crisis, opt_out, help, ... (helpdesk/texts.py)
    language text not null,       -- ISO 639-1, or pap
    template text not null,       -- with its placeholders open
    author text not null,         -- actor id of who wrote it last
    author_name text not null,
    moment timestamptz not null,
    primary key (partner, kind, language)
);
