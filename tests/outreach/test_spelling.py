"""Whatever an export did to a number, it is found in its cell; what isn't sure is left out."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outreach.numbers import REASONS, read, read_all
from outreach.spelling import LOOK_ALIKE

JAN, PIET, KLAAS = "+31612345678", "+31687654321", "+31611111111"

SAME_PERSON = [
    ("1. 0612345678", "counted in a list"),
    ("312) +31 6 12345678", "counted in a long list"),
    ("0612345678", "as people write it"),
    ("06-12345678", "dash"),
    ("06 12 34 56 78", "pairs"),
    ("06/12 34 56 78", "slash and pairs"),
    ("06.12.34.56.78", "dots"),
    ("(06) 12345678", "brackets"),
    ("+31612345678", "E.164"),
    ("+31 6 1234 5678", "spaces"),
    ("+31 (0)6 12345678", "trunk zero in brackets"),
    ("+31(0)612345678", "trunk zero, glued"),
    ("(+31) 6 12345678", "country code in brackets"),
    ("+(31) 6 12345678", "plus outside the brackets"),
    ("+ 31 6 12345678", "plus apart"),
    ("++31612345678", "two pluses"),
    ("+310612345678", "trunk zero left in"),
    ("310612345678", "trunk zero left in, plus lost"),
    ("0031612345678", "00 for plus"),
    ("0031 6 1234 5678", "00 for plus, in groups"),
    ("0031 (0)6 12345678", "00 and trunk zero"),
    ("0 031 6 12345678", "00 torn apart"),
    ("031612345678", "half of 00 lost"),
    ("011 31 6 12345678", "dialled from America"),
    ("31612345678", "lost plus"),
    ("+0612345678", "plus put before a national number"),
    ("+0031612345678", "plus put before 00"),
    ("612345678", "lost leading zero"),
    ("612345678.0", "a spreadsheet's decimal"),
    ("31612345678,0", "a Dutch spreadsheet's decimal"),
    ("612,345,678", "thousands"),
    ("31.612.345.678,00", "thousands, Dutch"),
    ("3.1612345678E+10", "scientific, all digits there"),
    ("3.1612345678E+010", "scientific, a long exponent"),
    ("6,12345678e8", "scientific, Dutch"),
    ("'0612345678", "apostrophe that keeps the zero"),
    ('="0612345678"', "formula that keeps the zero"),
    ("06\u00a01234\u00a05678", "no-break spaces"),
    ("\u200e+31\u202a612345678\u202c", "direction marks"),
    ("06\u200b1234\ufeff5678\u00ad", "zero-width signs"),
    ("０６１２３４５６７８", "full-width"),
    ("＋３１　６　１２３４５６７８", "full-width signs"),
    ("٠٦١٢٣٤٥٦٧٨", "Arabic digits"),
    ("۰۶۱۲۳۴۵۶۷۸", "Persian digits"),
    ("0\ufe0f\u20e36\ufe0f\u20e312345678", "keycap emoji"),
    ("06‑12345678", "no-break hyphen"),
    ("06–1234–5678", "en dashes"),
    ("O612345678", "letter O"),
    ("+3l6 l2345678", "letter l"),
    ("31612345678@s.whatsapp.net", "WhatsApp id"),
    ("31612345678:12@s.whatsapp.net", "WhatsApp id of one device"),
    ("31612345678.0:12@s.whatsapp.net", "WhatsApp id of one device and its agent"),
    ("31612345678@c.us", "old WhatsApp id"),
    ("Jan <+31612345678>", "name and brackets"),
    ('"Jan de V." <06-12345678>', "name in quotes"),
    ("0687654321 <+31612345678>", "a name that looks like a number"),
    ("From: +31612345678 Jan de V.", "Cellebrite's party"),
    ("From: 31612345678@s.whatsapp.net Jan", "Cellebrite's party in a chat"),
    ("+31612345678 Jan (owner)", "Cellebrite's owner"),
    ("Van: Jan 2 <06-12345678>", "Dutch label"),
    ("P:+31612345678", "iMessage's handle"),
    ("Jan (mobiel) 0612345678", "name first"),
    ("Jan <mobiel> 0612345678", "brackets without a number"),
    ("0612345678 (vriend van 2)", "number first"),
    ("+31612345678 <onbekend>", "a name that isn't known"),
    ("Jan... 0612345678", "dots after a name"),
    ("jan@example.org, 0612345678", "beside an e-mail address"),
    ("0612345678 klant 20210304", "beside a customer's number"),
    ("0612345678;04-03-2021", "beside a date"),
    ("0612345678 2021-03-04 12:33", "beside a date and a time"),
    ("tel:+31-6-12345678", "address of RFC 3966"),
    ("tel:+31612345678;phone-context=example.org", "its parameter"),
    ("tel:612345678;phone-context=+31", "its country code apart"),
    ("sip:+31612345678@ims.example.org;user=phone", "internet telephony"),
    ('"Jan" <sip:0612345678@10.0.0.1>', "internet telephony with a name"),
    ("+31612345678/TYPE=PLMN", "an MMS address"),
    ("0612345678;ext=5", "extension of RFC 3966"),
    ("0612345678 ext. 12", "extension in words"),
    ("0612345678x12", "extension, short"),
    ("0612345678 #12", "extension, a sign"),
    ("0612345678 tst. 12", "extension, Dutch"),
    ("06-12345678 (toestel 12)", "extension, Dutch and in brackets"),
    ("0612345678,,123#", "pauses"),
    ("0612345678p123", "pause"),
    ("0612345678w1", "wait"),
    ("0612345678;5", "wait, Android's"),
    ("*31#0612345678", "dialled with the own number hidden"),
    ("#31#+31612345678", "dialled with the own number hidden, the other way"),
    ("0612345678 / +31612345678", "the same number twice"),
    ("\t0612345678\r\n", "white space"),
]

NO_RECIPIENT = [
    ("ING", "alphanumeric", "a bank"),
    ("PostNL", "alphanumeric", "a parcel"),
    ("Jan 2", "alphanumeric", "a digit in a name is no number"),
    ("9d0652a3-dcc3-4d11-975f-491511234567", "alphanumeric", "Signal's id ends like a number"),
    ("NL91 ABNA 0612 3456 78", "alphanumeric", "a bank account"),
    ("120363025246125486@g.us", "group", "a group"),
    ("31612345678-1400000000@g.us", "group", "a group with its maker's number"),
    ("status@broadcast", "group", "a list"),
    ("jan@example.org", "e-mail", "an iMessage handle"),
    ("E:jan@example.org", "e-mail", "an iMessage handle with its letter"),
    ("0612345678@example.org", "e-mail", "somebody's address, not a number"),
    ("sip:jan@example.org", "e-mail", "internet telephony without a number"),
    ("123456@lid", "hidden", "WhatsApp hides the number"),
    ("-1", "hidden", "Android: unknown"),
    ("-2", "hidden", "Android: private"),
    ("Onbekend", "hidden", "in Dutch"),
    ("From: Unknown", "hidden", "with a label"),
    ("Unknown <private>", "hidden", "in brackets"),
    ("unknown@", "hidden", "half an address"),
    ("anonymous@anonymous.invalid", "hidden", "internet telephony's way to say so"),
    ("+3161••••78@s.whatsapp.net", "hidden", "a masked WhatsApp id"),
    ("insert-address-token", "none", "the phone itself in an MMS"),
    ("", "none", "empty"),
    ("\u200e \u00a0", "none", "marks only"),
    ("#####", "none", "a column that was too narrow"),
    ("null", "none", "a database's word"),
    ("3.16123E+10", "damaged", "five digits are gone"),
    ("3.161234567E+10", "damaged", "one digit is gone: it may have been any"),
    ("6.123456789E+08", "damaged", "a digit too many: where does the number end?"),
    ("6E+08", "damaged", "all but one are gone"),
    ("06••••••78", "incomplete", "masked"),
    ("+31 6 12 34 xx xx", "incomplete", "masked with letters"),
    ("+436641234*", "incomplete", "one digit masked: short, it is somebody else's"),
    ("+43664 1234…", "incomplete", "cut off: short, it is somebody else's"),
    ("*135#", "short code", "a service code"),
    ("**21*0612345678#", "short code", "forwards calls; who asked is not told"),
    ("0612345678O", "unassigned", "a digit or a stray letter?"),
    ("0612345678x0687654321", "unassigned", "too long for an extension"),
    ("+316*31#12345678", "incomplete", "a number torn apart by a code"),
    ("+316,,1 12345678", "too short", "a number torn apart by a pause"),
    ("0612345678Jan", "unassigned", "where does the number end?"),
    ("4111 1111 1111 1111", "too long", "a bank card"),
    ("0612345678 12", "too long", "an extension, or two digits too many?"),
    ("06123456780687654321", "too long", "two numbers without anything between them"),
]

SEVERAL = [
    ("0612345678 / 0687654321", "slash"),
    ("0612345678/0687654321", "slash, glued"),
    ("0612345678;0687654321", "semicolon"),
    ("0612345678, 0687654321", "comma"),
    ("0612345678|0687654321", "bar"),
    ("0612345678\n0687654321", "lines"),
    ("0612345678\t0687654321", "tab"),
    ("0612345678 en 0687654321", "and, Dutch"),
    ("0612345678 or 0687654321", "or"),
    ("0612345678 & 0687654321", "ampersand"),
    ("+31612345678+31687654321", "pluses"),
    ("06-12345678 06-87654321", "a space"),
    ("06 12 34 56 78 06 87 65 43 21", "nothing but spaces"),
    ("0031 6 12 34 56 78 0031 6 87 65 43 21", "nothing but spaces, 00"),
    ("612345678 687654321", "a space, zeros lost"),
    ("Jan +31612345678, Piet 0687654321", "names"),
    ("Jan 0612345678 Piet 0687654321", "names alone"),
    ("de V., Jan <+31612345678>; Piet <0687654321>", "commas in names"),
    ("Jan <+31612345678>, Piet 0687654321", "one in brackets"),
    ("31612345678@s.whatsapp.net, 31687654321@s.whatsapp.net", "WhatsApp ids"),
    ("3,1612345678E+10; 6,87654321E+08", "scientific"),
    ("0612345678 tst. 12, 0687654321,,99", "extensions"),
    ("0612345678, 0687654321, +31612345678", "one of them twice"),
    ("0612345678, jan@example.org, 0687654321", "an e-mail address between them"),
]


@pytest.mark.parametrize(("raw", "why"), SAME_PERSON, ids=[row[1] for row in SAME_PERSON])
def test_every_spelling_gives_the_same_recipient(raw: str, why: str) -> None:
    found = read(raw)
    assert (found.number, found.textable, found.reason) == (JAN, True, ""), why
    assert found.raw == raw
    assert read_all(raw) == (found,)


@pytest.mark.parametrize(("raw", "kind", "why"), NO_RECIPIENT, ids=[r[2] for r in NO_RECIPIENT])
def test_what_is_no_number_or_not_a_sure_one_says_what_it_is(raw: str, kind: str, why: str) -> None:
    found = read(raw)
    assert (found.kind, found.number, found.textable) == (kind, None, False), why
    assert found.reason == REASONS[kind]
    assert read_all(raw) == (found,)


@pytest.mark.parametrize(("raw", "why"), SEVERAL, ids=[row[1] for row in SEVERAL])
def test_several_numbers_in_a_cell_are_told_apart(raw: str, why: str) -> None:
    assert [one.number for one in read_all(raw)] == [JAN, PIET], why
    whole = read(raw)
    assert (whole.number, whole.kind, whole.reason) == (None, "several", REASONS["several"])


@pytest.mark.parametrize("separator", [" / ", "/", "; ", " en "])
def test_a_good_number_beside_a_bad_one_is_kept(separator: str) -> None:
    good, bad = read_all(f"0612345678{separator}068765432")
    assert (good.number, bad.number, bad.kind, bad.raw) == (JAN, None, "too short", "068765432")


def test_the_longest_number_is_taken_where_only_spaces_part_them() -> None:
    assert read("0043 664 1234").textable, "shorter, it is somebody else's"
    found = read_all("0043 664 1234 5678 0043 664 8765 4321")
    assert [one.number for one in found] == ["+4366412345678", "+4366487654321"]


def test_three_numbers_are_three() -> None:
    found = read_all("0612345678 0687654321 0611111111")
    assert [one.number for one in found] == [JAN, PIET, KLAAS]


@given(st.text(max_size=60), st.sampled_from(["NL", "BE", "US"]))
@example("²³", "NL")
@example("❶" * 9, "NL")
@example("\ud800", "NL")
@example("tel:;phone-context=+31", "NL")
def test_whatever_a_cell_holds_there_is_an_answer(raw: str, region: str) -> None:
    found, each = read(raw, region), read_all(raw, region)
    assert found.textable == (found.reason == "") == (each == (found,) and found.textable)
    assert not found.textable or (found.number or "").startswith("+")
    assert found.kind == "several" or each == (found,)


SIGNS = st.text("+0613789 -./()<>@,;|:xEe#*pw\n\tOlJan", max_size=80)


@given(SIGNS)
def test_reading_what_was_found_again_changes_nothing(raw: str) -> None:
    for found in read_all(raw):
        if found.number:
            again = read(found.number)
            assert (again.number, again.kind, again.reason) == (
                found.number,
                found.kind,
                found.reason,
            )


SHREDS = st.lists(
    st.sampled_from(
        "0612345678|+316|06-|12345678|87654321|6|00|31|+49151|@s.whatsapp.net|@g.us|;ext=|x12|E+08|"
        "6.12345678|.0|,|;| |  / |/|-|(|)|<|>|*31#|Jan |from: |O|l|…|•|\u200e|\n|tel:|,,1".split(
            "|"
        )
    ),
    max_size=9,
).map("".join)


@given(SHREDS)
@example("6.12345678E+08 6.12345678E+07")
def test_no_digit_of_a_recipient_is_made_up(raw: str) -> None:
    typed = "".join(sign for sign in raw.translate(LOOK_ALIKE) if sign.isdecimal())
    for found in read_all(raw):
        if found.textable and found.number.startswith("+31"):
            assert found.number.removeprefix("+31") in typed


@pytest.mark.parametrize(
    "cell",
    ["9", "0 6 ", "<", "a", "1@", ";a=", "(0", "0612345678 ", "0/", "\ufdfa", "x", "-1", "1,111"],
)
def test_a_cell_of_megabytes_is_read_at_once(cell: str) -> None:
    raw = cell * (5_000_000 // len(cell))
    started = time.process_time()
    read(raw)
    assert time.process_time() - started < 1, "its length must not matter"


def test_a_number_that_is_cut_off_at_the_end_of_what_is_read_is_not_half_read() -> None:
    assert read("+4366412345").number == "+4366412345", "half of it is another's number"
    for before in ("Jan " * 72, "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM} " * 15 + "Jo "):
        assert read(before + "+4366412345678").number is None
