-- name: draft(campaign)^
-- The campaign that an export would join.
select status, words, rule_mode, rule_since, rule_until, rule_least
from campaigns
where id = :campaign;

-- name: same_file(campaign, sha256)$
-- The label under which this very file is in the campaign already.
select label
from exports
where campaign = :campaign and sha256 = :sha256;

-- name: hashes(campaign)
-- A row is a file that the campaign has, and how it is called.
select sha256, label
from exports
where campaign = :campaign;

-- name: amount(campaign)$
-- How many exports the campaign has.
select count(*) as amount
from exports
where campaign = :campaign;

-- name: add(export, campaign, label, case_reference, purpose, legal_article, consent_reference, destroy_by, format, sha256, archive_sha256, imported_by, imported, sightings, senders, selected, duplicates, within_file, own_numbers, rule)!
-- A row is one file that was read; its texts and plain numbers are in no column.
insert into exports (
    id, campaign, label, case_reference, purpose, legal_article, consent_reference, destroy_by,
    format, sha256, archive_sha256, imported_by, imported, sightings, senders, selected,
    duplicates, within_file, own_numbers, rule
)
values (
    :export, :campaign, :label, :case_reference, :purpose, :legal_article, :consent_reference,
    :destroy_by, :format, :sha256, :archive_sha256, :imported_by, :imported, :sightings, :senders,
    :selected, :duplicates, :within_file, :own_numbers, :rule
);

-- name: reject(export, reasons, amounts, row_numbers)!
-- A row is one reason why rows of the export were left out.
insert into rejections (export, reason, amount, row_numbers)
select
    :export,
    unnest(cast(:reasons as text[])),
    unnest(cast(:amounts as integer[])),
    unnest(cast(:row_numbers as text[]));

-- name: of_campaign(campaign)
-- A row is an export of the campaign, in the order of import.
select
    id, label, case_reference, purpose, legal_article, consent_reference, destroy_by, format,
    sha256, archive_sha256, imported_by, imported, sightings, senders, selected, duplicates,
    within_file, own_numbers, rule
from exports
where campaign = :campaign
order by imported nulls last, label, id;

-- name: rejections(campaign)
-- A row is one reason why rows of one of the campaign's exports were left out.
select r.export as export, r.reason as reason, r.amount as amount, r.row_numbers as row_numbers
from rejections as r
inner join exports as e on e.id = r.export
where e.campaign = :campaign
order by r.amount desc, r.reason;

-- name: remove(export, campaign)!
-- The export itself goes; the count is 0 when the campaign has no such export.
delete from exports
where id = :export and campaign = :campaign;

-- name: remove_rejections(export)!
-- Why its rows were left out goes with it.
delete from rejections
where export = :export;
