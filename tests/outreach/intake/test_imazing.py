"""iMazing's csv: an outgoing row has no sender, and notices are nobody's."""

from outreach.intake import delimited
from outreach.intake.sighting import ReadExport
from tests.outreach.intake.files import seen, source

HEADER = (
    "Chat Session,Message Date,Delivered Date,Read Date,Edited Date,Service,Type,Sender ID,"
    "Sender Name,Status,Replying to,Subject,Text,Attachment,Attachment type\n"
)


def read(rows: str) -> ReadExport:
    export = delimited.read(source("\ufeff" + HEADER + rows))
    assert export is not None
    return export


def test_both_ways_and_notices() -> None:
    export = read(
        "+31 6 12345678,2020-03-03 12:00:00,,,,SMS,Incoming,+31612345678,Jan,Read,,,wit?,,\n"
        "+31 6 12345678,2020-03-03 12:01:00,,,,SMS,Outgoing,,,Read,,,ja,,\n"
        "+31 6 12345678,2020-03-03 12:02:00,,,,,Notification,,,,,,versleuteld,,\n"
        "Vrienden,2020-03-03 12:03:00,,,,WhatsApp,Incoming,+31687654321,Piet,,,,sos?,,\n"
    )
    assert export.format == "iMazing csv"
    assert [(one.row, one.number, one.direction, one.text) for one in export.sightings] == [
        (2, "+31612345678", "in", "wit?"),
        (3, "+31 6 12345678", "out", "ja"),
        (5, "+31687654321", "in", "sos?"),
    ]
    assert export.owners == set()


def test_an_outgoing_row_that_names_the_owner() -> None:
    export = read("Jan,2020-03-03 12:01:00,,,,SMS,Outgoing,+31688888888,Ik,Read,,,ja,,\n")
    assert seen(export) == [(2, "Jan", "out", "ja")]
    assert export.owners == {"+31688888888"}


def test_the_date_of_the_message_and_not_of_its_delivery() -> None:
    export = read("0612345678,2020-03-03 12:00:00,2021-01-01 00:00:00,,,SMS,Incoming,,,,,,hoi,,\n")
    first = next(export.sightings)
    assert (first.number, str(first.moment)) == ("0612345678", "2020-03-03 11:00:00+00:00")
