-- One row, sealed with the room's ring: shows whether that ring is still the one of this data.
create table proof (
    id integer primary key,
    sealed text not null
);

-- What both sides may know of a campaign that was launched.
create table campaigns (
    id text primary key,
    name text not null,
    municipality text not null,
    opened timestamptz not null,
    closes timestamptz not null,
    closed boolean not null,      -- last figures published, link keys gone
    instant boolean not null      -- sandbox: publish at once
);

-- The do-not-text list, for ever and without time: who was texted (with the campaign), and who
-- said stop or was the wrong person (campaign ''). `person` is an index cut to a few bits.
create table stops (
    person integer not null,
    campaign text not null,
    primary key (person, campaign)
);

-- One row: to how many bits the list's indexes are cut. With another number none would be found.
create table stop_bits (
    id integer primary key,
    bits integer not null
);

-- One wording's links; the key dies when the campaign closes.
create table links (
    prefix text primary key,      -- the first characters of its tokens
    campaign text not null,
    variant text not null,
    wording text not null,        -- the campaign's text, {link} left in it
    key_sealed text
);

-- One step of one token (or of a visitor without one) on a day, by a person or a robot.
create table visits (
    token text not null,          -- index of the token; '' for visitors without one
    campaign text not null,
    variant text not null,
    step text not null,
    robot boolean not null,
    day date not null,
    hour integer not null,
    amount integer not null,
    primary key (token, campaign, step, robot, day, hour)
);

-- Who fetched a token last, for seconds only: the same token by other agents is a previewer.
create table fetches (
    token text primary key,
    agent text not null,          -- index of the user agent
    moment timestamptz not null
);

-- Something that happened on the care side, counted once; `id` is random and care's own.
create table events (
    id text not null,
    campaign text not null,
    figure text not null,         -- replies, help_requests, answers, opt_outs
    day date not null,
    primary key (id, figure)
);

-- Deliveries as the outreach side reports them, against which figures are cut.
create table deliveries (
    campaign text not null,
    variant text not null,
    day date not null,
    amount integer not null,
    primary key (campaign, variant, day)
);

-- A figure as published; `variant` '' is the whole campaign. The newest row counts.
create table published (
    campaign text not null,
    figure text not null,
    variant text not null,
    value integer not null,       -- -1 stands for "<10"
    moment timestamptz not null,
    final boolean not null,
    primary key (campaign, figure, variant, moment)
);

-- How far a figure must move before it is published anew; secret.
create table thresholds (
    campaign text not null,
    figure text not null,
    variant text not null,
    value integer not null,       -- as last published; -1 stands for "<10"
    next_at integer not null,     -- count from which it is published anew
    looked timestamptz not null,  -- when it was last held against that count
    primary key (campaign, figure, variant)
);

-- Care partners open day and night, and when each last answered a test alarm.
create table alarms (
    partner text primary key,
    answered timestamptz not null
);
