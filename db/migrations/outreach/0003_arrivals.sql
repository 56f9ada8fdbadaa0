-- A recipient on the way in: an import writes here in slices and takes all over at once, so that
-- a kill halfway leaves no half export. What stays behind is swept by a later import.
create table arrivals (
    export text not null,
    campaign text not null,
    recipient text not null,      -- the id it gets
    person text not null,
    number_sealed text not null,
    begun timestamptz not null
);

-- Whose phones were seized, by an export each: its owner's numbers are never recipients.
create table owners (
    export text not null,
    campaign text not null,
    person text not null,
    primary key (export, person)
);
