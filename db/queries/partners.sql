-- name: all_of()
-- A row is an organisation that answers.
select
    id, name, kind, municipalities, languages, hours, round_clock, phone, website, capacity,
    position, duty_email, duty_webhook, duty_phone, coordinator_email
from partners
order by position, id;

-- name: add(id, name, kind, municipalities, languages, hours, round_clock, phone, website, capacity, position, duty_email, duty_webhook, duty_phone, coordinator_email)!
-- Adds an organisation.
insert into partners (
    id, name, kind, municipalities, languages, hours, round_clock, phone, website, capacity,
    position, duty_email, duty_webhook, duty_phone, coordinator_email
)
values (
    :id, :name, :kind, :municipalities, :languages, :hours, :round_clock, :phone, :website,
    :capacity, :position, :duty_email, :duty_webhook, :duty_phone, :coordinator_email
);

-- name: set_duty(id, duty_email, duty_webhook, duty_phone, coordinator_email)!
-- Whom it wants to be alerted.
update partners
set
    duty_email = :duty_email,
    duty_webhook = :duty_webhook,
    duty_phone = :duty_phone,
    coordinator_email = :coordinator_email
where id = :id;

-- name: loads()
-- A row is an organisation with how many open conversations it has.
select partner, count(*) as amount
from conversations
where status = 'open'
group by partner;
