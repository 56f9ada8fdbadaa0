-- What more is known of an export.
alter table exports add column case_reference text default '';
alter table exports add column archive_sha256 text default '';  -- of the zip that it came in
alter table exports add column senders integer default 0;      -- distinct, chosen or not
alter table exports add column within_file integer default 0;  -- further rows of chosen numbers
alter table exports add column own_numbers integer default 0;  -- of the phone's owner
alter table exports add column rule text default '';           -- it was imported by, as JSON

-- Whom a campaign texts, besides its wording list.
alter table campaigns add column rule_mode text default 'buyers';  -- buyers, incoming, all
alter table campaigns add column rule_since date;                  -- Europe/Amsterdam
alter table campaigns add column rule_until date;                  -- the last day that counts
alter table campaigns add column rule_least integer default 1;     -- messages

-- A number that must not be texted: its index under the list's own ring, and nothing else of it.
create table exclusions (
    id text primary key,
    campaign text not null,       -- '' for every campaign
    person text not null,         -- blind index
    category text not null,
    added_by text not null,
    added timestamptz not null,
    unique (campaign, person)
);

-- One row while anybody is on that list, sealed with its ring: with another ring nobody would be
-- found there, and everybody be texted.
create table exclusion_ring (
    id integer primary key,
    sealed text not null
);
