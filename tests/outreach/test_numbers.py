"""Every spelling of a number is the same recipient, and what can't be texted says why."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.numbers import REASONS, masked, masked_label, read

JAN = "+31612345678"

SAME_PERSON = [
    ("0612345678", "as people write it"),
    ("06-12345678", "dash"),
    ("06 12 34 56 78", "pairs"),
    ("+31612345678", "E.164"),
    ("+31 6 1234 5678", "spaces"),
    ("+31 (0)6 12345678", "trunk zero in brackets"),
    ("+310612345678", "trunk zero left in"),
    ("0031612345678", "00 for plus"),
    ("31612345678", "lost plus"),
    ("+0612345678", "plus put before a national number"),
    ("612345678", "lost leading zero"),
    ("612345678.0", "a spreadsheet's decimal"),
    ("31612345678,0", "a Dutch spreadsheet's decimal"),
    ("3.1612345678E+10", "scientific, all digits there"),
    ("6,12345678e8", "scientific, Dutch"),
    ("'0612345678", "apostrophe that keeps the zero"),
    ('="0612345678"', "formula that keeps the zero"),
    ("06\u00a01234\u00a05678", "no-break spaces"),
    ("\u200e+31\u202a612345678\u202c", "direction marks"),
    ("０６１２３４５６７８", "full-width"),
    ("٠٦١٢٣٤٥٦٧٨", "Arabic digits"),
    ("۰۶۱۲۳۴۵۶۷۸", "Persian digits"),
    ("06‑12345678", "no-break hyphen"),
    ("31612345678@s.whatsapp.net", "WhatsApp id"),
    ("31612345678:12@s.whatsapp.net", "WhatsApp id of one device"),
    ("31612345678@c.us", "old WhatsApp id"),
    ("Jan <+31612345678>", "name and brackets"),
    ("From: +31612345678 Jan de V.", "Cellebrite's party"),
    ("From: 31612345678@s.whatsapp.net Jan", "Cellebrite's party in a chat"),
    ("Van: Jan 2 <06-12345678>", "Dutch label"),
    ("Jan (mobiel) 0612345678", "name first"),
    ("0612345678 (vriend van 2)", "number first"),
    ("tel:+31-6-12345678", "address of RFC 3966"),
    ("0612345678;ext=5", "extension"),
    ("\t0612345678\r\n", "white space"),
]

KINDS = [
    ("+4915112345678", "foreign mobile", True, "Germany"),
    ("4915112345678", "foreign mobile", True, "Germany without its plus"),
    ("0032470123456", "foreign mobile", True, "Belgium"),
    ("48501234567", "foreign mobile", True, "Poland without its plus"),
    ("+12025550123", "foreign mobile", True, "America doesn't tell mobile from fixed"),
    ("0612345678", "mobile", True, "the lowest good prefix"),
    ("0581234567", "fixed", False, "Leeuwarden"),
    ("0381234567", "fixed", False, "Zwolle"),
    ("+4930123456", "fixed", False, "Berlin"),
    ("0970 10234567", "m2m", False, "a machine's number, twelve digits"),
    ("0900-1234567", "premium", False, "pays per call"),
    ("0800 1234", "freephone", False, "eight digits"),
    ("088 1234567", "company", False, "a company"),
    ("085-1234567", "voip", False, "internet"),
    ("0662345678", "pager", False, "066"),
    ("2525", "short code", False, "four digits"),
    ("112", "short code", False, "three digits"),
    ("12", "too short", False, "two digits"),
    ("ING", "alphanumeric", False, "a bank"),
    ("PostNL", "alphanumeric", False, "a parcel"),
    ("Jan 2", "alphanumeric", False, "a digit in a name is no number"),
    ("Jan 0612345678 of 0687654321", "alphanumeric", False, "whose number? nobody knows"),
    ("120363025246125486@g.us", "group", False, "a group"),
    ("31612345678-1400000000@g.us", "group", False, "a group with its maker's number"),
    ("status@broadcast", "group", False, "a list"),
    ("jan@example.org", "e-mail", False, "an iMessage handle"),
    ("123456@lid", "hidden", False, "WhatsApp hides the number"),
    ("3.16123E+10", "damaged", False, "five digits are gone"),
    ("3.161234567E+10", "damaged", False, "one digit is gone: it may have been any"),
    ("", "none", False, "empty"),
    ("\u200e \u00a0", "none", False, "marks only"),
    ("061234567", "too short", False, "one digit short"),
    ("06123456789", "too long", False, "one digit over"),
    ("6123456789", "too long", False, "a typing error, not an Australian"),
    ("0676543210", "unassigned", False, "067 is nobody's"),
    ("+999123456789", "unassigned", False, "no such country"),
    ("00000000000", "too long", False, "zeros"),
]


@pytest.mark.parametrize(("raw", "why"), SAME_PERSON, ids=[row[1] for row in SAME_PERSON])
def test_every_spelling_gives_the_same_recipient(raw: str, why: str) -> None:
    found = read(raw)
    assert (found.number, found.textable, found.reason) == (JAN, True, ""), why
    assert found.raw == raw


@pytest.mark.parametrize(("raw", "kind", "textable", "why"), KINDS, ids=[r[3] for r in KINDS])
def test_kinds_at_their_boundaries(raw: str, kind: str, textable: bool, why: str) -> None:
    found = read(raw)
    assert (found.kind, found.textable) == (kind, textable), why
    assert found.reason == ("" if textable else REASONS[kind])


def _wide(text: str) -> str:
    return text.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})


def _arabic(text: str) -> str:
    return text.translate({ord(str(digit)): chr(0x0660 + digit) for digit in range(10)})


INTERNATIONAL = [
    lambda n: n,
    lambda n: n[1:],
    lambda n: "00" + n[1:],
    lambda n: n + ".0",
    lambda n: f"{n[1]}.{n[2:]}E+{len(n) - 2}",
    lambda n: f"{n[1:]}@s.whatsapp.net",
    lambda n: f"Iemand <{n}>",
    lambda n: f"From: {n} Iemand",
    lambda n: "\u202a" + n + "\u202c",
    lambda n: _wide(n),
    lambda n: _arabic(n),
    lambda n: phonenumbers.format_number(phonenumbers.parse(n), 1),
    lambda n: phonenumbers.format_number(phonenumbers.parse(n), 3),
]
NATIONAL = [
    lambda n: "0" + n[3:],
    lambda n: n[3:],
    lambda n: n[3:] + ".0",
    lambda n: f"{n[3]},{n[4:]}E+{len(n) - 4}",
    lambda n: "'0" + n[3:],
    lambda n: f"06-{n[4:]}",
    lambda n: f"+31 (0)6 {n[4:]}",
    lambda n: "\u00a0".join(["06", n[4:8], n[8:]]),
    lambda n: _arabic("0" + n[3:]),
]
DUTCH = st.builds("+316{}{:07d}".format, st.sampled_from("123458"), st.integers(0, 9_999_999))
FOREIGN = st.one_of(
    st.builds("+49151{:08d}".format, st.integers(10_000_000, 99_999_999)),
    st.builds("+3247{:07d}".format, st.integers(0, 9_999_999)),
    st.builds("+4860{}{:06d}".format, st.sampled_from("2345678"), st.integers(0, 999_999)),
)


@given(DUTCH, st.sampled_from(INTERNATIONAL + NATIONAL))
def test_any_dutch_mobile_in_any_spelling(number, spell) -> None:
    assert read(spell(number)).number == number


@given(FOREIGN, st.sampled_from(INTERNATIONAL))
def test_any_foreign_mobile_in_any_spelling(number, spell) -> None:
    found = read(spell(number))
    assert (found.number, found.kind) == (number, "foreign mobile")


@given(st.text(max_size=60))
def test_whatever_a_cell_holds_there_is_an_answer(raw: str) -> None:
    found = read(raw)
    assert found.textable == (found.reason == "")
    assert not found.textable or (found.number or "").startswith("+")


@given(st.one_of(DUTCH, FOREIGN))
def test_reading_a_number_again_changes_nothing(number: str) -> None:
    assert read(read(number).number or "").number == number


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+31612345678", "+31 6 ••••••78"),
        ("+31600000001", "+31 6 ••••••01"),
        ("+4915112345678", "+49 •••••••••78"),
        ("+32470123456", "+32 •••••••56"),
    ],
)
def test_a_masked_number_keeps_two_digits(number: str, shown: str) -> None:
    assert masked(number) == shown


@pytest.mark.parametrize(
    ("label", "shown", "because"),
    [
        ("phone 0612345678.xlsx", "phone ••••78.xlsx", "the phone's own number"),
        ("+31 6 12 34 56 78", "••••78", "with spaces"),
        ("PL0600-2026-1", "PL0600-2026-1", "a case number tells exports apart"),
        ("BVH 2026031234567", "BVH 2026031234567", "too long for a number"),
    ],
)
def test_a_label_keeps_what_is_no_phone_number(label: str, shown: str, because: str) -> None:
    assert masked_label(label) == shown, because
