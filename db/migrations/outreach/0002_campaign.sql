-- A campaign; status: draft, in_review, approved, sending, paused, finished, cancelled.
create table campaigns (
    id text primary key,
    name text not null,
    municipality text not null,
    status text not null,
    example boolean not null,
    author text not null,
    approver text,
    sent_back_because text,
    pause_reason text,
    words text not null,          -- the wording list, one entry a line
    window_start text not null,   -- HH:MM, Europe/Amsterdam
    window_end text not null,
    weekdays text not null,       -- digits 1 (Monday) to 7
    holidays boolean not null,
    tested timestamptz,           -- when the test text of this very wording left
    created timestamptz not null,
    submitted timestamptz,
    approved timestamptz,
    launched timestamptz,
    resumed timestamptz,          -- launched or last resumed: failures are counted from here
    ended timestamptz
);

-- One wording of a campaign's text, letter A or B; {link} stands in it.
create table variants (
    campaign text not null,
    letter text not null,
    wording text not null,
    primary key (campaign, letter)
);

-- One imported export; the file itself is gone.
create table exports (
    id text primary key,
    campaign text not null,
    label text not null,
    purpose text not null,
    legal_article text not null,
    consent_reference text not null,
    destroy_by date not null,
    format text not null,
    sha256 text not null,
    imported_by text not null,
    imported timestamptz not null,
    sightings integer not null,
    selected integer not null,    -- buyers' numbers that this export brought, distinct
    duplicates integer not null,  -- of those, numbers that the campaign had already
    unique (campaign, sha256)
);

-- Why rows of an export were left out; row_numbers is a readable list such as "3, 17-19".
create table rejections (
    export text not null,
    reason text not null,
    amount integer not null,
    row_numbers text not null,
    primary key (export, reason)
);

-- One number to be texted, unique in its campaign; sealed and indexed with the campaign's own ring.
create table recipients (
    id text primary key,
    campaign text not null,
    person text not null,         -- blind index
    number_sealed text not null,
    unique (campaign, person)
);

-- In which exports a recipient was seen.
create table sources (
    recipient text not null,
    export text not null,
    primary key (recipient, export)
);

-- One SMS on its way; status: queued, sending, unknown, held, sent, delivered, undelivered, failed.
create table messages (
    id text primary key,
    campaign text not null,
    recipient text not null,
    person text not null,
    variant text not null,
    status text not null,
    code text not null,           -- the carrier's error when it is about us; else ''
    segments integer not null,
    attempts integer not null,    -- how often it was admitted and then tried
    carrier_id text,
    not_before timestamptz,       -- back-off after "not taken, try later"
    claimed timestamptz,
    lost timestamptz,             -- when it became unknown whether the carrier has it
    asked integer not null default 0,  -- how often the carrier could not tell since then
    ask_again timestamptz,        -- and not before when it is asked once more
    sent timestamptz,
    ended timestamptz,
    unique (campaign, person)
);
create index messages_by_status on messages (campaign, status);

-- What the carrier reported, as it came; `taken` says whether the status moved.
create table receipts (
    message text not null,
    status text not null,
    code text not null,
    received timestamptz not null,
    taken boolean not null
);

-- A test text to its author's own phone, counted apart.
create table tests (
    id text primary key,
    campaign text not null,
    actor text not null,
    sent timestamptz not null,
    outcome text not null
);
