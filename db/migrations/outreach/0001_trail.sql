create table trail (
    seq bigint primary key,
    moment timestamptz not null,
    actor text not null,
    action text not null,
    subject text not null,
    detail text not null,
    previous text not null,
    hash text not null
);
