-- name: add(tests, campaign, actor, now)!
-- A row is a test text that is about to leave for its sender's own phone.
insert into tests (id, campaign, actor, sent, outcome)
select unnest(cast(:tests as text[])) as id, :campaign, :actor, :now, 'sending';

-- name: ended(tests, outcome)!
-- What became of test texts: accepted, the carrier's code, unclear, or a receipt's status.
update tests
set outcome = case
    when outcome in ('delivered', 'undelivered', 'failed') then outcome
    else cast(:outcome as text)
end
where id in (select unnest(cast(:tests as text[])) as id);

-- name: of_campaign(campaign)
-- A row is a test text of the campaign, newest first.
select id, actor, sent, outcome
from tests
where campaign = :campaign
order by sent desc nulls last, id;
