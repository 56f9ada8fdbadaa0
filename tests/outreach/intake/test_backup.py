import io
from datetime import UTC, datetime
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.intake import backup
from outreach.intake.sighting import Sighting
from problem import Problem
from tests.outreach.intake.files import seen, source

JAN, ELS, ME = "+31612345678", "06 87654321", "+31611111111"
DATE = "1579600009999"
MOMENT = datetime(2020, 1, 21, 9, 46, 49, 999000, tzinfo=UTC)


def element(name: str, inner: str = "", **given: str) -> str:
    attributes = " ".join(f"{key}={quoteattr(value)}" for key, value in given.items())
    return f"<{name} {attributes}>{inner}</{name}>\n" if inner else f"<{name} {attributes} />\n"


def sms(**given: str) -> str:
    usual = {"protocol": "0", "address": JAN, "date": DATE, "type": "1", "subject": "null"}
    return element("sms", **{**usual, "body": "heb je wit?", "contact_name": "(Unknown)", **given})


def mms(addresses: list[tuple[str, str]], *parts: str, **given: str) -> str:
    people = "".join(element("addr", address=number, type=kind) for number, kind in addresses)
    inner = f"<parts>{''.join(parts)}</parts><addrs>{people}</addrs>"
    return element("mms", inner, **{"date": DATE, "msg_box": "1", "address": JAN, **given})


def part(text: str, kind: str = "text/plain", **given: str) -> str:
    return element("part", seq="0", ct=kind, text=text, **given)


def call(**given: str) -> str:
    usual = {"number": JAN, "duration": "0", "date": DATE, "type": "1", "presentation": "1"}
    return element("call", **{**usual, **given})


def messages(*elements: str, count: int = 1) -> str:
    return (
        "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<!--File Created By SMS Backup "
        f'& Restore-->\n<smses count="{count}" type="full">\n{"".join(elements)}</smses>'
    )


def calls(*elements: str) -> str:
    return f'<?xml version="1.0"?>\n<calls count="7">{"".join(elements)}</calls>'


def all_of(text: str | bytes) -> list[Sighting]:
    return list(backup.read(source(text)).sightings)


def test_a_message_is_read_whatever_the_count_says():
    export = backup.read(source(messages(sms(), sms(type="2", body="ja"), count=9)))
    assert export.format == "SMS Backup & Restore"
    assert list(export.sightings) == [
        Sighting(1, JAN, "in", "heb je wit?", MOMENT),
        Sighting(2, JAN, "out", "ja", MOMENT),
    ]


@pytest.mark.parametrize(
    ("why", "given", "expected"),
    [
        ("received", {"type": "1"}, (JAN, "in", False)),
        ("sent", {"type": "2"}, (JAN, "out", False)),
        ("a draft", {"type": "3"}, (JAN, "out", False)),
        ("failed", {"type": "5"}, (JAN, "out", False)),
        ("queued", {"type": "6"}, (JAN, "out", False)),
        ("nothing said", {"type": "null"}, (JAN, "none", True)),
        ("not a type", {"type": ""}, (JAN, "none", True)),
        ("no number", {"address": "null"}, ("", "in", False)),
        ("no number at all", {"address": ""}, ("", "in", False)),
        ("a group, and no word on who of it", {"address": f"{JAN}~{ELS}"}, ("", "in", True)),
        ("to a group", {"address": f"{JAN}~{ELS}", "type": "2"}, (JAN, "out", False)),
        ("a name", {"address": "Vodafone"}, ("Vodafone", "in", False)),
    ],
)
def test_an_sms(why, given, expected):
    (sighting,) = all_of(messages(sms(**given)))
    assert (sighting.number, sighting.direction, bool(sighting.reason)) == expected, why


@pytest.mark.parametrize(
    ("text", "expected"),
    [("null", ""), ("", ""), ("a\nb & <c> \"d\"", "a\nb & <c> \"d\""), ("wit 😀", "wit 😀")],
)  # fmt: skip
def test_a_body(text, expected):
    written = messages(sms(body=text)).replace("😀", "&#55357;&#56832;")
    assert [one.text for one in all_of(written.replace("a\nb", "a&#10;b"))] == [expected]


@pytest.mark.parametrize("date", ["", "null", "0x", "9" * 30])
def test_a_message_without_a_date_is_still_a_message(date):
    assert [(one.number, one.moment) for one in all_of(messages(sms(date=date)))] == [(JAN, None)]


@pytest.mark.parametrize(
    ("why", "addresses", "given", "expected"),
    [
        ("the sender", [(ELS, "137"), (ME, "151")], {"address": f"{JAN}~{ELS}"}, (ELS, "in")),
        ("the sender comes last", [(JAN, "151"), (ELS, "137")], {"address": ELS}, (ELS, "in")),
        ("sent to one", [(ME, "137"), (ELS, "151")], {"msg_box": "2"}, (ELS, "out")),
        (
            "sent to several",
            [(ME, "137"), (ELS, "151"), (JAN, "151")],
            {"msg_box": "2"},
            (ELS, "out"),
        ),  # fmt: skip
        (
            "the phone is the sender",
            [("insert-address-token", "137"), (ELS, "151")],
            {"msg_box": "2"},
            (ELS, "out"),
        ),  # fmt: skip
        (
            "the phone is the sender after all",
            [("insert-address-token", "137"), (ELS, "151")],
            {},
            (ELS, "out"),
        ),  # fmt: skip
        ("no people, one address", [], {}, (JAN, "in")),
        ("no people, a group", [], {"address": f"{JAN}~{ELS}"}, ("", "in")),
        (
            "sent to a group without people",
            [],
            {"address": f"{JAN}~{ELS}", "msg_box": "2"},
            (JAN, "out"),
        ),  # fmt: skip
        ("no sender", [("null", "137"), (ME, "151")], {}, (JAN, "in")),
        ("no box, but a kind", [(ELS, "137")], {"msg_box": "null", "m_type": "132"}, (ELS, "in")),
        (
            "no box, sent by its kind",
            [(ELS, "151")],
            {"msg_box": "", "m_type": "128"},
            (ELS, "out"),
        ),  # fmt: skip
        ("neither", [(ELS, "151")], {"msg_box": ""}, (ELS, "none")),
    ],
)
def test_an_mms(why, addresses, given, expected):
    (sighting,) = all_of(messages(mms(addresses, part("hoi"), **given)))
    assert (sighting.number, sighting.direction) == expected, why
    assert bool(sighting.reason) == (expected[0] == "" or expected[1] == "none")


def test_the_texts_of_an_mms_are_put_together():
    picture = part("null", "image/jpeg", data="QUJD" * 1000)
    layout = part("<smil/>", "application/smil")
    texts = part("een"), part("null"), part("twee", "text/plain; charset=utf-8")
    both = mms([(JAN, "137")], layout, picture, *texts, sub="onderwerp")
    picture_only = mms([(JAN, "137")], picture, sub="onderwerp")
    assert [one.text for one in all_of(messages(both, picture_only))] == ["een\ntwee", "onderwerp"]


@pytest.mark.parametrize(
    ("addresses", "box", "owners"),
    [
        ([(JAN, "137"), (ME, "151")], "1", {ME}),
        ([(JAN, "137"), (ME, "151"), (ELS, "151")], "1", set()),
        ([(ME, "137"), (ELS, "151")], "2", {ME}),
        ([("insert-address-token", "137"), (ELS, "151")], "2", set()),
        ([(ME, "151")], "1", set()),
    ],
)
def test_an_mms_tells_whose_phone_it_is(addresses, box, owners):
    export = backup.read(source(messages(mms(addresses, msg_box=box))))
    list(export.sightings)
    assert export.owners == owners


@pytest.mark.parametrize(
    ("kind", "direction"),
    [
        ("1", "in"),
        ("2", "out"),
        ("3", "in"),
        ("4", "in"),
        ("5", "in"),
        ("6", "in"),
        ("7", "in"),
        ("", "none"),
        ("99", "none"),
    ],
)
def test_a_call(kind, direction):
    (sighting,) = all_of(calls(call(type=kind)))
    assert sighting[:6] == (1, JAN, direction, "", MOMENT, "call")
    assert bool(sighting.reason) == (direction == "none")


@pytest.mark.parametrize("number", ["", "null", "-1", "-2"])
def test_a_call_from_who_hides_has_no_number(number):
    assert [one.number for one in all_of(calls(call(number=number)))] == [""]


def test_rows_are_counted_through_and_strange_elements_are_none():
    text = messages(sms(), element("rcs", address=ELS), mms([(ELS, "137")]), sms(address="14"))
    assert [(one.row, one.number) for one in all_of(text)] == [(1, JAN), (2, ELS), (3, "14")]


def test_a_backup_without_messages_has_none():
    assert all_of('<smses count="0"/>') == []


@pytest.mark.parametrize(
    "entity",
    [
        '<!DOCTYPE smses [<!ENTITY a "06">]>',
        '<!DOCTYPE smses SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!-- x --><!DOCTYPE smses [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE smses [<!ENTITY a "0"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>',
    ],
)
def test_xml_that_defines_entities_is_refused(entity):
    with pytest.raises(Problem, match="defines xml entities"):
        all_of(f'<?xml version="1.0"?>{entity}<smses b="&a;">{sms(body="&a;")}</smses>')


def test_a_body_of_five_megabytes_and_nuls_are_read():
    raw = messages(sms(body="wit\x00 " * 1_000_000)).encode()
    assert [len(one.text) for one in all_of(raw)] == [4_000_000]


WHOLE = messages(sms(), mms([(JAN, "137")], part("hoi 😀")), sms(type="2")).encode()


@given(st.integers(0, len(WHOLE) - 1))
def test_a_backup_that_is_cut_off_is_refused(length):
    with pytest.raises(Problem, match="damaged or cut off in line"):
        all_of(WHOLE[:length])


@given(st.binary(max_size=30), st.integers(0, len(WHOLE)))
def test_a_damaged_backup_is_read_or_refused(bytes_, place):
    try:
        read = seen(backup.read(source(WHOLE[:place] + bytes_ + WHOLE[place + len(bytes_) :])))
    except Problem:
        return
    assert len(read) <= 4


def test_the_file_is_closed_again():
    stream = io.BytesIO(WHOLE)
    given = source(WHOLE)
    list(backup.read(given.__class__(given.name, lambda: stream, given.size)).sightings)
    assert stream.closed
