"""MSAB XRY's workbooks: people as "Tel: +31… Name: Jan", a sheet for each kind."""

from outreach.intake import workbook as workbooks
from tests.outreach.intake.files import source, workbook

HEADER = ["#", "From", "To", "Text", "Direction", "Time", "Status", "Storage", "Index", "Folder"]
TIME = "03-03-2020 12:00:00 UTC+1 (Network)"


def test_messages_calls_and_contacts() -> None:
    export = workbooks.read(
        source(
            workbook(
                {
                    "Summary": [["XRY"], ["Phone number", "+31688888888"]],
                    "Messages-SMS": [
                        HEADER,
                        [1, "Tel: +31612345678 Name: Jan", "", "wit?", "Incoming", TIME, "Read",
                         "Device", 1, "Inbox"],
                        [2, "", "Name: Piet\nTel: 06 87654321", "ja", "Outgoing", TIME, "Sent",
                         "Device", 2, "Sent"],
                    ],
                    "Calls": [
                        ["Tel", "Name", "Call Type", "Time", "Duration", "Storage"],
                        ["0612345678", "Jan", "Missed", TIME, "00:00:00", "Device"],
                    ],
                    "Contacts": [["Name", "Tel", "Storage"], ["mama", "Mobile: 0611111111", "SIM"]],
                }
            )
        )
    )  # fmt: skip
    assert export.format == "MSAB XRY xlsx"
    found = list(export.sightings)
    assert [(one.kind, one.number, one.direction) for one in found] == [
        ("message", "+31612345678", "in"),
        ("message", "06 87654321", "out"),
        ("call", "0612345678", "in"),
        ("contact", "0611111111", "none"),
    ]
    assert str(found[0].moment) == "2020-03-03 11:00:00+00:00"
    assert export.owners == {"+31688888888"}


def test_number_and_name_in_columns_of_their_own() -> None:
    export = workbooks.read(
        source(
            workbook(
                {
                    "Messages-SMS": [
                        ["Participant Tel", "Participant Name", "Text", "Direction", "Index"],
                        ["0612345678", "Jan", "wit?", "Incoming", 1],
                    ]
                }
            )
        )
    )
    assert [(one.number, one.direction) for one in export.sightings] == [("0612345678", "in")]
