-- When the automatic answer to a reply was given, if later than it was received: the reply was noted
-- while no database could be asked. An index stands in the way of the change, so it goes and returns.
drop index replies_by_person;
alter table replies add column answered timestamptz;
create index replies_by_person on replies (person);
