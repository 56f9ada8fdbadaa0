"""What somebody who tried to break the reading found: exports taken wrongly, and bombs."""

import io
import sqlite3
import zipfile
from pathlib import Path

import pytest

from outreach import intake
from outreach.intake import Sighting, Unreadable, accounts, sources
from problem import Problem
from tests.outreach.intake.files import source, upload, workbook

LIST = "nummer;tekst;richting\n0612345678;heb je wit;in\n"
CHAT = "3-2-2021 14:05 - +31 6 12345678: wit\n"
CARD = "BEGIN:VCARD\nTEL:0699999999\nEND:VCARD\n"


def taken(content: str | bytes) -> list[tuple[str, str, str]]:
    """Number, direction and kind of every sighting that can be used."""
    some = intake.read(source(content)).sightings
    return [(one.number, one.direction, one.kind) for one in some if not one.reason]


# Figures that are an account of an app.


def party(identifier: str, role: str = "", owner: bool = False) -> str:
    told = {"Identifier": identifier, "Role": role, "IsPhoneOwner": "True" if owner else ""}
    return f'<model type="Party">{fields(told)}</model>'


def fields(told: dict[str, str]) -> str:
    some = (f'<field name="{name}"><value>{text}</value></field>' for name, text in told.items())
    return "".join(some)


def chat(app: str, own: str, other: str, owner: bool = True, account: str = "") -> str:
    people = party(own, owner=owner) + party(other)
    message = f'<modelField name="From">{party(other)}</modelField>{fields({"Body": "wit?"})}'
    return (
        f'<project><model type="Chat">{fields({"Source": app, "Account": account})}'
        f'<multiModelField name="Participants">{people}</multiModelField>'
        f'<multiModelField name="Messages"><model type="InstantMessage">{message}</model>'
        "</multiModelField></model></project>"
    )


CHATS = [
    ("Telegram", "612345678", False, "a user of Telegram, not the Dutch mobile of a stranger"),
    ("Facebook Messenger", "100001234567890", False, "an account"),
    ("Telegram", "+31612345678", True, "with a plus it is a number in any app"),
    ("Instagram", "0612345678", True, "and so it is with a zero"),
    ("WhatsApp", "31612345678", True, "an app that knows people by their number"),
    ("Signal", "31612345678", True, "another"),
    ("Native Messages", "31612345678", True, "the phone's own"),
    ("", "31612345678", True, "it isn't said which app it was"),
]


@pytest.mark.parametrize(("app", "identifier", "is_number", "why"), CHATS)
def test_an_account_of_an_app_is_nobodys_number(
    app: str, identifier: str, is_number: bool, why: str
) -> None:
    (seen,) = intake.read(source(chat(app, "700000001", identifier))).sightings
    assert (seen.number == identifier) == is_number, why
    assert seen.direction == "in"
    assert ("account" in seen.reason) == (not is_number)


def test_a_call_by_an_app_may_be_of_an_account_and_a_text_is_not() -> None:
    call = f'<multiModelField name="Parties">{party("612345678", "From")}</multiModelField>'
    told = fields({"Source": "Telegram", "Body": "wit"})
    report = f'<project><model type="{{}}">{told}{call}</model></project>'
    assert taken(report.format("Call")) == []
    assert taken(report.format("SMS")) == [("612345678", "in", "message")]


@pytest.mark.parametrize("app", ["Facebook Messenger", "Instagram Direct Messages", "Google Chat"])
def test_messages_in_the_name_of_an_app_don_t_make_it_one_of_numbers(app: str) -> None:
    assert accounts.is_one("612345678", app)


def test_the_account_of_a_chat_is_the_phones_own_where_nobody_is_said_to_be() -> None:
    own, other = "31611111111@s.whatsapp.net", "31612345678@s.whatsapp.net"
    export = intake.read(source(chat("WhatsApp", own, other, owner=False, account=own)))
    (seen,) = export.sightings
    assert (seen.number, seen.direction, seen.reason) == (other, "in", "")
    assert export.owners == {own}


# Tables.


def test_numbers_beside_numbers_are_a_list_and_no_conversation() -> None:
    rows = [("0612345671", "none", "listed"), ("0612345672", "none", "listed")]
    assert taken("0612345671,0612345672") == rows


CONTACTS = [
    ("Name,Phone 1 - Value,Phone 2 - Value\nJan,0612345671,0612345672\n", "Google"),
    ("Name,Phone 1 - Value\nJan,0612345671 ::: 0612345672\n", "Google, two of a kind"),
    ("First Name,Mobile Phone,Business Phone\nJan,0612345671,0612345672\n", "Outlook"),
    ("Naam;Mobiele telefoon;Telefoon thuis\nJan;0612345671;0612345672\n", "Outlook, Dutch"),
]


@pytest.mark.parametrize(("table", "why"), CONTACTS)
def test_every_number_of_a_contact_is_one(table: str, why: str) -> None:
    assert [number.strip() for number, _, _ in taken(table)] == ["0612345671", "0612345672"], why


MESSAGES: list[list[object]] = [
    ["Telefoonnummer", "Richting", "Bericht"],
    ["0612345678", "Inkomend", "heb je wit"],
]
SHEETS: list[tuple[dict[str, list[list[object]]], str]] = [
    ({"Overzicht": MESSAGES}, "the only sheet"),
    ({"SMS overzicht": MESSAGES, "Contacten": [["Telefoonnummer"], ["0612345679"]]}, "one of two"),
    ({"Toestel": MESSAGES, "Samenvatting": [["Zaak", "A"]]}, "each sheet is called so"),
]


@pytest.mark.parametrize(("sheets", "why"), SHEETS)
def test_messages_are_read_whatever_their_sheet_is_called(
    sheets: dict[str, list[list[object]]], why: str
) -> None:
    assert ("0612345678", "in", "message") in taken(workbook(sheets)), why


def test_a_list_in_a_sheet_that_is_called_an_overview_is_read_if_there_is_nothing_else() -> None:
    numbers: list[list[object]] = [["Telefoonnummer"], ["0612345678"]]
    assert taken(workbook({"Overzicht": numbers})) == [("0612345678", "none", "listed")]
    with_messages = taken(workbook({"Overzicht": [["Nummer"], ["0699999999"]], "SMS": MESSAGES}))
    assert with_messages == [("0612345678", "in", "message")]


def test_xrys_sheet_about_the_phone_names_its_owner() -> None:
    about: list[list[object]] = [
        ["Attribute", "Data"],
        ["Subscriber number (MSISDN)", "0611111111"],
    ]
    export = intake.read(source(workbook({"General Information": about, "Berichten": MESSAGES})))
    assert len(list(export.sightings)) == 1
    assert export.owners == {"0611111111"}


# What is no export.

NONE = [
    (",,,,\n,,,\n", "recognised", "only separators"),
    ('{"messages": [{"from": "+31612345678"}]}', "JSON", "an object"),
    ('\ufeff[\n  {"phone": "0612345678"}\n]', "JSON", "a list of them"),
]


@pytest.mark.parametrize(("content", "word", "why"), NONE)
def test_what_is_no_export_is_said(content: str, word: str, why: str) -> None:
    with pytest.raises(Problem, match=word):
        taken(content)


def test_a_chat_begins_with_a_bracket_too() -> None:
    assert len(taken("[03-02-2021 14:05:12] +31 6 12345678: heb je wit\n")) == 1


# Zips.


def packed(members: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


SENT: list[tuple[dict[str, str | bytes], bool, str]] = [
    ({"Jan.vcf": CARD, "_chat.txt": CHAT}, True, "a chat and a card"),
    ({"Jan.vcf": CARD, "_chat.txt": CHAT, "a.pdf": b"%PDF-1.7"}, True, "something else was sent"),
    (
        {"Jan.vcf": CARD, "c.txt": CHAT + "3-2-2021 14:06 - Jan: Jan.VCF (file attached)\n",
         "b.csv": LIST},
        True, "other exports lie there, and the chat names a card",
    ),
    ({"Jan.vcf": CARD, "c.txt": CHAT, "b.csv": LIST}, False, "a bundle of exports"),
    ({"a/Jan.vcf": CARD, "b/_chat.txt": CHAT}, False, "the chat lies in another folder"),
]  # fmt: skip


@pytest.mark.parametrize(("members", "is_sent", "why"), SENT)
def test_a_card_that_was_sent_in_a_chat_is_no_list(
    members: dict[str, str | bytes], is_sent: bool, why: str
) -> None:
    unread = [one.name for one in sources([upload(packed(members))]) if isinstance(one, Unreadable)]
    assert len(unread) == is_sent, why


def test_members_that_are_small_each_by_itself_are_a_bomb_together() -> None:
    zipped = packed({f"{place}.csv": bytes(9_000_000) for place in range(20)})
    (one,) = sources([upload(zipped, "z")])
    assert isinstance(one, Unreadable)
    assert one.name == "z" and "unpacks" in str(one.problem)


def test_members_that_all_lie_in_one_place_are_a_bomb() -> None:
    # https://www.bamsoftware.com/hacks/zipbomb/, "full overlap"
    zipped = packed({"a.csv": bytes(9_000_000)})
    begin, end = zipped.index(b"PK\x01\x02"), zipped.index(b"PK\x05\x06")
    entry, amount = zipped[begin:end], 1000
    sizes = amount.to_bytes(2, "little") * 2 + (amount * len(entry)).to_bytes(4, "little")
    bomb = zipped[:begin] + amount * entry + zipped[end : end + 8] + sizes + zipped[end + 16 :]
    (one,) = sources([upload(bomb, "z")])
    assert isinstance(one, Unreadable) and "unpacks" in str(one.problem)


# A log beside a database.


def database(folder: Path) -> tuple[bytes, bytes]:
    """All of its messages in a log of two transactions: its tables, and its rows."""
    base, log = folder / "sms.db", folder / "sms.db-wal"
    held = sqlite3.connect(base)
    held.execute("pragma journal_mode = wal")
    held.execute("create table sms(address, type integer, date integer, body)")
    held.commit()
    rows = [(f"06{12345000 + place}", 1, 0, "wit " * 20) for place in range(300)]
    held.executemany("insert into sms values (?, ?, ?, ?)", rows)
    held.commit()
    both = base.read_bytes(), log.read_bytes()
    held.close()
    return both


def read_together(base: bytes, log: bytes) -> list[Sighting]:
    (one,) = sources([upload(base, "sms.db"), upload(log, "sms.db-wal")])
    assert not isinstance(one, Unreadable)
    return list(intake.read(one).sightings)


def test_messages_that_were_lost_with_the_end_of_the_log_are_missed(tmp_path: Path) -> None:
    base, log = database(tmp_path)
    assert len(read_together(base, log)) == 300
    damaged = bytearray(log)
    damaged[-2000] ^= 255
    for some in (log[: len(log) - 5000], bytes(damaged)):
        with pytest.raises(Problem, match="damaged"):
            read_together(base, some)


def test_a_log_that_is_whole_may_hold_no_messages(tmp_path: Path) -> None:
    base, log = database(tmp_path)
    page = int.from_bytes(log[8:12], "big")
    tables = log[: 32 + 2 * (24 + page)]  # up to the first commit
    assert read_together(base, tables) == []
