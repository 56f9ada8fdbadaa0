"""Magnet AXIOM: the order of dates and the zone stand in the header, people in angle brackets."""

import pytest

from outreach.intake import delimited
from outreach.intake import workbook as workbooks
from outreach.intake.sighting import ReadExport
from tests.outreach.intake.files import seen, source, workbook


def read(text: str) -> ReadExport:
    export = delimited.read(source(text))
    assert export is not None
    return export


PEOPLE = "Jan <+31612345678>,Local User <+31688888888>,{moment},Wit?\n"
HEADERS = [
    ("Message Sent Date/Time - (UTC) (MM/dd/yyyy)", "03/04/2020 10:00:00 PM",
     "2020-03-04 22:00:00+00:00", "month first, UTC, half days"),
    ("Message Sent Date/Time - UTC+00:00 (dd/MM/yyyy)", "03/04/2020 22:00:00",
     "2020-04-03 22:00:00+00:00", "day first, UTC"),
    ("Message Sent Date/Time - UTC+02:00 (d/M/yyyy)", "3/4/2020 22:00:00",
     "2020-04-03 20:00:00+00:00", "day first, a zone of its own"),
    ("Message Sent Date/Time - UTC-05:00 (M/d/yyyy)", "3/4/2020 22:00:00",
     "2020-03-05 03:00:00+00:00", "month first, behind UTC"),
    ("Message Sent Date/Time - UTC+00:00 (yyyy-MM-dd)", "2020-04-03 22:00:00",
     "2020-04-03 22:00:00+00:00", "year first"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "moment", "utc", "why"), HEADERS, ids=[h[3] for h in HEADERS])
def test_the_header_tells_how_a_moment_is_spelled(
    header: str, moment: str, utc: str, why: str
) -> None:
    export = read(f"Sender,Recipient(s),{header},Message\n" + PEOPLE.format(moment=moment))
    assert export.format == "Magnet AXIOM csv"
    assert str(next(export.sightings).moment) == utc, why


def test_the_local_user_is_the_owner() -> None:
    export = read(
        "Record,Sender,Recipient(s),Message,Artifact\n"
        "1,Partner <+31612345678>,Local User <+31688888888>,wit?,SMS\n"
        "2,Local User <+31688888888>,Partner <+31612345678>,ja,SMS\n"
        '3,Local User,"Jan <+31612345678>, Piet <+31687654321>",allebei,SMS\n'
    )
    assert [one[1:3] for one in seen(export)] == [
        ("Partner <+31612345678>", "in"),
        ("Partner <+31612345678>", "out"),
        ("Jan <+31612345678>", "out"),
    ]
    assert export.owners == {"<+31688888888>"}


def test_a_number_column_goes_before_a_name() -> None:
    export = read(
        "Sender,Sender Phone Number,Recipient(s),Direction,Message Text,Evidence Number\n"
        "Jan,+31612345678,Ik,Incoming,wit?,1\n"
        "Piet,,Ik,Incoming,sos?,1\n"
    )
    assert [one[1] for one in seen(export)] == ["+31612345678", "Piet"]


def test_local_user_and_partner_as_columns() -> None:
    export = read(
        "Item ID,Local User,Partner,Direction,Message\n1,0688888888,0612345678,Incoming,wit?\n"
    )
    assert seen(export) == [(2, "0612345678", "in", "wit?")]
    assert export.owners == {"0688888888"}


def test_a_sheet_for_each_artifact() -> None:
    date = "Date/Time - UTC+00:00 (dd/MM/yyyy)"
    export = workbooks.read(
        source(
            workbook(
                {
                    "Android SMS": [
                        ["Sender", "Recipient(s)", f"Message Sent {date}", "Message"],
                        ["+31612345678", "Local User <0688888888>", "03/04/2020 10:00:00", "wit?"],
                    ],
                    "Android Call Logs": [
                        ["Partner", "Direction", f"Call {date}", "Duration"],
                        ["0687654321", "Outgoing", "03/04/2020 10:00:00", "10"],
                    ],
                    "Android Contacts": [["Name", "Phone Number(s)"], ["mama", "0611111111"]],
                    "WhatsApp Accounts Information": [["Phone Number"], ["0622222222"]],
                    "Web History": [["URL", "Item ID"], ["https://example.nl/0633333333", "7"]],
                }
            )
        )
    )
    assert export.format == "Magnet AXIOM xlsx"
    assert [(one.kind, one.number, one.direction) for one in export.sightings] == [
        ("message", "+31612345678", "in"),
        ("call", "0687654321", "out"),
        ("contact", "0611111111", "none"),
    ]
