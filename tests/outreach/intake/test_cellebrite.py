import io
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.intake import cellebrite, mending
from outreach.intake.sighting import Sighting
from problem import Problem
from tests.outreach.intake.files import seen, source

NAMESPACE = ' xmlns="http://pa.cellebrite.com/report/2.0"'
ME = "31611111111@s.whatsapp.net"
JAN = "31612345678@s.whatsapp.net"
PIET = "31687654321@s.whatsapp.net"


def field(name: str, value: object, kind: str = "String") -> str:
    inner = f'<value type="{kind}"><![CDATA[{value}]]></value>' if value != "" else "<empty />"
    return f'<field name="{name}" type="{kind}">{inner}</field>\n'


def model(kind: str, *parts: str, deleted: str = "Intact") -> str:
    inner = "".join(parts)
    return f'<model type="{kind}" id="1" deleted_state="{deleted}">\n{inner}</model>\n'


def party(identifier: str, role: str = "General", owner: object = "") -> str:
    return model(
        "Party",
        field("Identifier", identifier),
        field("Role", role, "PartyRole"),
        field("Name", "Jan"),
        field("IsPhoneOwner", owner, "Boolean"),
    )


def many(name: str, *models: str) -> str:
    return f'<multiModelField name="{name}" type="x">{"".join(models)}</multiModelField>\n'


def one(name: str, inner: str) -> str:
    return f'<modelField name="{name}" type="Party">{inner}</modelField>\n'


def sms(*parties: str, body: str = "heb je wit?", **fields: str) -> str:
    given = [field(name, value) for name, value in fields.items()]
    return model("SMS", *given, field("Body", body), many("Parties", *parties))


def said(sender: str, *rest: str, body: str = "hoi") -> str:
    return model("InstantMessage", one("From", sender), *rest, field("Body", body))


def chat(participants: list[str], messages: list[str]) -> str:
    return model(
        "Chat",
        field("Source", "WhatsApp"),
        many("Participants", *participants),
        many("Messages", *messages),
    )


def report(*models: str, namespace: str = NAMESPACE, before: str = "") -> str:
    return (
        f'\ufeff<?xml version="1.0" encoding="utf-8"?>\n<project id="1" name="Toestel"{namespace}>'
        f"{before}<decodedData><modelType>{''.join(models)}</modelType></decodedData></project>"
    )


def device(name: str, value: str, section: str = "Device Information") -> str:
    return f'<metadata section="{section}"><item name="{name}">{value}</item></metadata>'


def ufdr(path: str, text: str | bytes, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as packed:
        packed.writestr("files/Image/1.jpg", b"\xff\xd8\xff")
        packed.writestr(path, text)
        packed.writestr("files/Archive/deep/down/report.xml", "<other/>")
    return file.getvalue()


def all_of(text: str | bytes) -> list[Sighting]:
    return list(cellebrite.read(source(text)).sightings)


def owners(text: str) -> set[str]:
    export = cellebrite.read(source(text))
    list(export.sightings)
    return export.owners


TIMED = sms(party("+31612345678", "From"), TimeStamp="2020-01-21T10:46:49.000+01:00")


@pytest.mark.parametrize("namespace", [NAMESPACE, NAMESPACE.replace("xmlns", "xmlns:a"), ""])
def test_an_sms_is_read_with_and_without_namespace(namespace):
    text = report(TIMED, namespace=namespace)
    if "xmlns:a" in namespace:
        text = text.replace("<", "<a:").replace("<a:/", "</a:").replace("<a:?", "<?")
        text = text.replace("<a:![", "<![")
    assert all_of(text) == [
        Sighting(
            1,
            "+31612345678",
            "in",
            "heb je wit?",
            datetime(2020, 1, 21, 9, 46, 49, tzinfo=UTC),
            sheet="SMS",
        )
    ]


FROM, TO, GENERAL = (party("0612345678", role) for role in ("From", "To", "General"))
OWN_FROM, OWN_TO = party("0611111111", "From", True), party("0611111111", "To", "true")


@pytest.mark.parametrize(
    ("why", "text", "direction", "number"),
    [
        ("only a sender", sms(FROM), "in", "0612345678"),
        ("only a receiver", sms(TO), "out", "0612345678"),
        ("the owner receives", sms(OWN_TO, FROM), "in", "0612345678"),
        ("the owner sends", sms(OWN_FROM, TO), "out", "0612345678"),
        (
            "the owner goes before the folder",
            sms(OWN_FROM, TO, Folder="Inbox"),
            "out",
            "0612345678",
        ),
        ("the folder, roles unknown", sms(GENERAL, Folder="Inbox"), "in", "0612345678"),
        ("another folder", sms(GENERAL, Folder="Sent"), "out", "0612345678"),
        ("a draft", sms(GENERAL, Folder="Drafts"), "out", "0612345678"),
        (
            "the folder, both roles",
            sms(FROM, party("06 87654321", "To"), Folder="Sent"),
            "out",
            "06 87654321",
        ),  # fmt: skip
        ("a status", sms(GENERAL, Status="Unread"), "in", "0612345678"),
        ("a role goes before the status", sms(TO, Status="Read"), "out", "0612345678"),
        ("the receiver in an inbox is no sender", sms(TO, Folder="Inbox"), "in", ""),
        ("a field for it", sms(GENERAL, Direction="Incoming"), "in", "0612345678"),
        ("nothing", sms(GENERAL, Folder="Archive"), "none", "0612345678"),
        ("nobody", sms(Folder="Inbox"), "in", ""),
        ("nobody and nothing", sms(), "none", ""),
        ("the owner alone", sms(OWN_FROM), "out", ""),
        (
            "nobody is said to be the owner",
            sms(party("06 12345678", "From", False), party("06 87654321", "To", False)),
            "none",
            "06 12345678",
        ),  # fmt: skip
    ],
)
def test_direction(why, text, direction, number):
    (sighting,) = all_of(report(text))
    assert (sighting.direction, sighting.number) == (direction, number), why
    assert bool(sighting.reason) == (direction == "none")


def test_an_owner_named_by_the_device_is_known_in_every_spelling():
    text = report(
        sms(party("0611111111", "From"), party("0612345678", "To")),
        sms(party("0612345678", "From"), party("0031611111111", "To")),
        sms(party("100006111111111", "From"), party("0612345678", "To")),
        before=device("MSISDN", "+31 6 11111111"),
    )
    assert [(one.direction, one.number) for one in all_of(text)] == [
        ("out", "0612345678"),
        ("in", "0612345678"),
        ("none", "100006111111111"),  # an account of fifteen figures that ends alike
    ]


@pytest.mark.parametrize(
    ("before", "models", "expected"),
    [
        (device("MSISDN", "+31611111111"), "", {"+31611111111"}),
        (
            device("DeviceInfoPhoneNumber", "<![CDATA[0611111111]]>", "Device Info"),
            "",
            {"0611111111"},
        ),  # fmt: skip
        (device("Own number", "0611111111"), "", {"0611111111"}),
        (device("IMEI", "351972070993501"), "", set()),
        (device("MSISDN", ""), "", set()),
        (device("Phone number", "0612345678", "File"), "", set()),
        (
            "",
            model("SIMData", field("Name", "MSISDN 1"), field("Value", "0611111111")),
            {"0611111111"},
        ),  # fmt: skip
        ("", model("SIMData", field("Name", "ICCID"), field("Value", "8931044")), set()),
        ("", sms(OWN_TO, FROM), {"0611111111"}),
        ("", chat([party(ME, owner=True), party(JAN)], [said(party(JAN))]), {ME}),
    ],
)
def test_the_owner_of_the_phone(before, models, expected):
    assert owners(report(models, before=before)) == expected


def test_nobody_is_taken_from_mail_and_accounts():
    mail = model("Email", one("From", party("jan@example.nl", "From")), field("Body", "hoi"))
    account = model("UserAccount", field("Name", "Jan"), field("Username", JAN))
    text = report(mail, account, many("x", account), sms(FROM))
    assert [(one.row, one.number) for one in all_of(text)] == [(1, "0612345678")]
    assert owners(text) == set()


def test_what_was_deleted_counts():
    deleted = model("SMS", field("Body", "wit?"), many("Parties", FROM), deleted="Deleted")
    assert seen(cellebrite.read(source(report(deleted)))) == [(1, "0612345678", "in", "wit?")]


def test_an_mms_names_sender_and_receivers_apart():
    mms = model(
        "MMS",
        one("From", party("0612345678")),
        many("To", party("0611111111", owner=True), party("0687654321")),
        field("Subject", "foto"),
        field("Body", ""),
    )
    assert seen(cellebrite.read(source(report(mms)))) == [(1, "0612345678", "in", "foto")]


def test_messages_of_chats_are_counted_through():
    me, jan, piet = party(ME, owner=True), party(JAN, owner=False), party(PIET, owner=False)
    text = report(
        chat([me, jan, piet], [said(piet, body="a"), said(me, body="b"), said(jan, body="c")]),
        chat([], []),
        chat([jan, me], [said(jan, many("To", me), body="d")]),
        model("InstantMessage", one("From", jan), many("To", me), field("Body", "e")),
    )
    read = [(one.sheet, one.row, one.number, one.direction, one.text) for one in all_of(text)]
    assert read == [
        ("Chat", 1, PIET, "in", "a"),
        ("Chat", 2, JAN, "out", "b"),
        ("Chat", 3, JAN, "in", "c"),
        ("Chat", 4, JAN, "in", "d"),
        ("InstantMessage", 1, JAN, "in", "e"),
    ]


@pytest.mark.parametrize(
    ("why", "participants", "message", "direction", "number"),
    [
        ("the owner takes part", [party(ME, owner=True), party(JAN)], said(party(JAN)), "in", JAN),
        ("the sender is the owner", [party(JAN)], said(party(ME, owner=True)), "out", JAN),
        ("he who isn't the owner, to whoever", [], said(party(JAN, owner=False)), "in", JAN),
        ("nothing said of anybody", [party(JAN), party(ME)], said(party(JAN)), "none", JAN),
        (
            "said no of everybody",
            [party(JAN, owner=False), party(ME, owner=False)],
            said(party(JAN, owner=False)),
            "none",
            JAN,
        ),  # fmt: skip
        ("a status of the sender", [], said(party(JAN), field("Status", "Sent")), "out", ""),
        ("a status of either side", [], said(party(JAN), field("Status", "Read")), "none", JAN),
        (
            "a note of the app itself",
            [party(ME, owner=True), party(JAN)],
            model("InstantMessage", field("Body", "x")),
            "in",
            "",
        ),  # fmt: skip
    ],
)
def test_direction_in_a_chat(why, participants, message, direction, number):
    (sighting,) = all_of(report(chat(participants, [message])))
    assert (sighting.direction, sighting.number) == (direction, number), why


def test_participants_that_come_last_cost_the_receiver_only():
    talk = many("Messages", said(party(JAN, owner=False)), said(party(ME, owner=True)))
    text = report(model("Chat", talk, many("Participants", party(ME, owner=True), party(JAN))))
    assert [(one.direction, one.number) for one in all_of(text)] == [("in", JAN), ("out", "")]


MEASURED = """
import io, resource, sys
from outreach.intake import cellebrite
from outreach.intake.source import Source
class Chat(io.RawIOBase):
    def __init__(self):
        self.left = int(sys.argv[1])
    def read(self, size=-1):
        self.left -= 1
        return START + ONE if self.left == int(sys.argv[1]) - 1 else (
            ONE * 10 if self.left >= 0 else END if self.left == -1 else b"")
START, ONE, END = (part.encode() for part in sys.stdin.read().split("|"))
export = cellebrite.read(Source("report.xml", Chat, 0))
count = sum(one.direction == "in" for one in export.sightings)
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_a_long_chat_is_not_held():
    text = report(chat([party(ME, owner=True), party(JAN)], ["|", said(party(JAN)), "|"]))
    (few, small), (many, large) = (measured(text, blocks) for blocks in (10**2, 3000))
    assert (few, many) == (991, 29_991)
    assert large - small < 4 * 1024  # kilobytes of 30 MB; the tree of them takes 200 MB


def measured(text: str, blocks: int) -> tuple[int, int]:
    command = [sys.executable, "-c", MEASURED, str(blocks)]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    count, kilobytes = done.stdout.split()
    return int(count), int(kilobytes)


def test_a_quoted_message_is_part_of_the_message():
    quoted = many("Quoted", said(party(PIET)))
    text = report(chat([party(ME, owner=True)], [said(party(JAN), quoted), said(party(JAN))]))
    assert [(one.row, one.number) for one in all_of(text)] == [(1, JAN), (2, JAN)]


def test_models_are_found_at_any_depth():
    wrapped = model("Thread", many("Items", model("Page", many("Items", sms(FROM), sms(TO)))))
    assert [(one.row, one.number) for one in all_of(report(wrapped))] == [
        (1, "0612345678"),
        (2, "0612345678"),
    ]


@pytest.mark.parametrize(
    ("fields", "parties", "direction"),
    [
        ({"Type": "Incoming"}, GENERAL, "in"),
        ({"Type": "Missed"}, GENERAL, "in"),
        ({"Type": "Rejected"}, GENERAL, "in"),
        ({"Type": "Outgoing"}, GENERAL, "out"),
        ({"Direction": "Outgoing", "Status": "Established"}, GENERAL, "out"),
        ({"Status": "Missed"}, GENERAL, "in"),
        ({"Type": "Unknown"}, FROM, "in"),
        ({"Type": "Unknown"}, TO, "out"),
        ({"Type": "Unknown"}, GENERAL, "none"),
        ({"Type": "Outgoing"}, OWN_FROM + TO, "out"),
    ],
)
def test_calls(fields, parties, direction):
    given = [field(name, value) for name, value in fields.items()]
    call = model(
        "Call", *given, field("TimeStamp", "2020-01-21T09:46:49Z"), many("Parties", parties)
    )
    (sighting,) = all_of(report(call))
    assert (sighting.kind, sighting.direction, sighting.number) == ("call", direction, "0612345678")
    assert sighting.moment == datetime(2020, 1, 21, 9, 46, 49, tzinfo=UTC)
    assert (sighting.text, bool(sighting.reason)) == ("", direction == "none")


def test_a_contact_has_numbers_and_accounts():
    def entry(kind: str, value: str) -> str:
        return model(kind, field("Category", "Mobile"), field("Value", value))

    contact = model(
        "Contact",
        field("Name", "Jan"),
        many(
            "Entries",
            entry("PhoneNumber", "0612345678"),
            entry("EmailAddress", "jan@example.nl"),
            entry("UserID", PIET),
            entry("UserID", "1234567890"),
            entry("PhoneNumber", ""),
        ),
    )
    nobody = model("Contact", field("Name", "Els"))
    assert all_of(report(contact, nobody, contact)) == [
        Sighting(row, number, "none", kind="contact", sheet="Contact")
        for row in (1, 3)
        for number in ("0612345678", PIET)
    ]


def test_a_text_of_five_megabytes_is_read_whole():
    body = escape("wit? " * 1_000_000)
    (sighting,) = all_of(report(sms(FROM, body=body)))
    assert len(sighting.text) == 4_999_999


@pytest.mark.parametrize(
    "path", ["report.xml", "Report.XML", "Zaak 1\\report.xml", "a/b/report.xml"]
)
def test_the_report_is_found_in_a_ufdr(path):
    export = cellebrite.read(source(ufdr(path, report(TIMED))))
    assert export.format == "Cellebrite UFDR"
    assert [one.number for one in export.sightings] == ["+31612345678"]


def test_a_report_without_models_is_read():
    assert all_of(report()) == []
    assert len(all_of(f"<report>{TIMED}</report>")) == 1


def test_a_report_by_itself_is_called_so():
    assert cellebrite.read(source(report())).format == "Cellebrite report.xml"


def test_only_the_report_is_unpacked():
    packed = bytearray(ufdr("report.xml", report(TIMED)))
    packed[30:50] = bytes(20)  # the picture's name and content
    assert [one.number for one in all_of(bytes(packed))] == ["+31612345678"]


def encrypted(packed: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed)) as read:
        start = read.getinfo("report.xml").header_offset
    raw = bytearray(packed)
    raw[start + 6] |= 1
    central = raw.rindex(b"report.xml", 0, raw.rindex(b"files/Archive")) - 46
    raw[central + 8] |= 1
    return bytes(raw)


def packed_oddly(packed: bytes) -> bytes:
    raw = bytearray(packed)
    central = raw.rindex(b"report.xml", 0, raw.rindex(b"files/Archive")) - 46
    raw[central + 10] = 9  # Deflate64
    start = raw.index(b"report.xml") - 30
    raw[start + 8] = 9
    return bytes(raw)


WHOLE = report(
    TIMED, chat([party(ME, owner=True)], [said(party(JAN))]), before=device("MSISDN", ME)
)
GOOD = ufdr("report.xml", report(TIMED))


@pytest.mark.parametrize(
    ("packed", "sentence"),
    [
        (ufdr("rapport.pdf", b"")[:-1], "damaged or cut off"),
        (encrypted(GOOD), "needs a password"),
        (packed_oddly(GOOD), "can't be read here"),
        (ufdr("report.xml", WHOLE + " " * 20_000_000), "unpacks to more"),
        (ufdr("report.xml", "<html></html>"), "not known"),
        (ufdr("report.xml", b"\0\1\2"), "not known"),
        (ufdr("report.xml", "<report><page/></report>"), "not known"),
        (b"PK\x05\x06" + bytes(18), "holds no report.xml"),
        (GOOD.replace(b"files/", b"xiles/", 1), None),
    ],
)
def test_what_is_wrong_with_a_zip_is_said(packed, sentence):
    if sentence is None:
        assert len(all_of(packed)) == 1
        return
    with pytest.raises(Problem, match=sentence):
        all_of(packed)


@given(st.integers(60, 400))  # the declaration stands in the first one
def test_it_makes_no_difference_where_blocks_end(block):
    last = chat([party(ME, owner=True)], [said(party(ME)), said(party(JAN))])
    late = model("Chat", many("Messages", said(party(JAN))), many("Participants", party(ME)))
    text = report(TIMED, last, late, before=device("MSISDN", "+31611111111"))
    with pytest.MonkeyPatch.context() as patch:
        whole = all_of(text), owners(text)
        patch.setattr(mending, "BLOCK", block)
        assert (all_of(text), owners(text)) == whole


@given(st.integers(0, len(WHOLE.encode()) - 1))
def test_a_report_that_is_cut_off_is_refused(length):
    with pytest.raises(Problem):
        all_of(WHOLE.encode()[:length])


PACKED = ufdr("report.xml", WHOLE, zipfile.ZIP_STORED), ufdr("report.xml", WHOLE)


@given(st.sampled_from(PACKED), st.data())
def test_a_ufdr_that_is_cut_off_or_damaged_is_refused_or_read_right(packed, data):
    raw = bytearray(packed)
    if data.draw(st.booleans()):
        raw = raw[: data.draw(st.integers(2, len(raw) - 1))]
    else:
        raw[data.draw(st.integers(2, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        read = all_of(bytes(raw))
    except Problem:
        return
    assert read == all_of(WHOLE)
