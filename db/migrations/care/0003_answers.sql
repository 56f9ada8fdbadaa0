-- When it became unknown whether the carrier has an answer, how often the carrier could not tell
-- since then, and not before when it is asked once more.
alter table answers add column lost timestamptz;
alter table answers add column asked integer default 0;
alter table answers add column ask_again timestamptz;
