"""Which column holds what, by the words in a header."""

import pytest

from outreach.intake import columns
from outreach.intake.columns import Part

HEADERS: list[tuple[list[str], dict[Part, int], str]] = [
    (["Telefoonnr.", "Datum/tijd", "Bericht"], {"number": 0, "moment": 1, "text": 2}, "Dutch"),
    (["Van / Aan", "In/uit", "Inhoud"], {"party": 0, "direction": 1, "text": 2}, "slashes"),
    (["SMS-tekst", "Afzender", "Ontvanger"], {"text": 0, "sender": 1, "receiver": 2}, "any order"),
    (["GSM", "RICHTING"], {"number": 0, "direction": 1}, "capitals"),
    (["Sender", "Sender Phone Number"], {"sender": 1}, "a number goes before a name"),
    (["Recipient(s)", "From"], {"receiver": 0, "sender": 1}, "a plural in brackets"),
    (["Phone number (mobile)", "Tel. nr"], {"number": 1}, "remarks are words too"),
    (["Date", "Timestamp: Time", "Tel"], {"moment": 1, "number": 2}, "a moment before a day"),
    (["Number", "Status", "Type"], {"number": 0, "direction": 2}, "status is asked last"),
]


@pytest.mark.parametrize(("names", "parts", "why"), HEADERS, ids=[row[2] for row in HEADERS])
def test_words(names: list[str], parts: dict[Part, int], why: str) -> None:
    found = columns.find([names])
    assert found is not None
    assert {part: found.parts[part][0] for part in parts} == parts, why


NO_HEADER = [
    ([["naam", "stad"]], "nothing about numbers"),
    ([["0612345678", "tel"]], "a number: a row of data"),
    ([["03/03/2020", "12:00", "tel"]], "a date: a row of data"),
    ([["titel"]] * 30 + [["nummer"]], "too far down"),
    ([[None, "", 3.0]], "no words"),
]


@pytest.mark.parametrize(("rows", "why"), NO_HEADER, ids=[row[1] for row in NO_HEADER])
def test_what_is_no_header(rows: list[list[str]], why: str) -> None:
    assert columns.find(rows) is None, why


def test_the_header_may_stand_below_titles() -> None:
    found = columns.find([["SMS (3)"], [], ["Nummer", "Tekst"]])
    assert found is not None
    assert (found.header, found.names) == (3, ("Nummer", "Tekst"))


def test_a_street_has_an_address_that_is_no_number() -> None:
    assert columns.find([["Address", "City"]]) is None
    found = columns.find([["Address", "Body"]])
    assert found is not None and found.have("number")


def test_what_a_person_may_correct_has_one_column_each() -> None:
    found = columns.find([["Sender", "Sender Phone Number", "Status", "Text"]])
    assert found is not None
    assert found.roles == {"sender": 1, "text": 3, "direction": 2}
