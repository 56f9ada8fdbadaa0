"""What a number is, whether it can be texted, and that one person is one number."""

import re
import unicodedata

import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from outreach.judging import KINDS as TYPES
from outreach.judging import ONE_OVER, ONE_SHORT
from outreach.numbers import REASONS, masked, masked_in, masked_label, read, read_all

KINDS = [
    ("0612345678", "mobile", True, "the lowest good prefix"),
    ("0689999999", "mobile", True, "the highest"),
    ("+4915112345678", "foreign mobile", True, "Germany"),
    ("4915112345678", "foreign mobile", True, "Germany without its plus"),
    ("0032470123456", "foreign mobile", True, "Belgium"),
    ("48501234567", "foreign mobile", True, "Poland without its plus"),
    ("5978123456", "foreign mobile", True, "Surinam without its plus"),
    ("+59995123456", "foreign mobile", True, "Curaçao"),
    ("+5993181234", "foreign mobile", True, "Bonaire"),
    ("+2975601234", "foreign mobile", True, "Aruba"),
    ("+12025550123", "foreign mobile", True, "America doesn't tell mobile from fixed"),
    ("00381612345678", "foreign mobile", True, "Serbia"),
    ("0581234567", "fixed", False, "Leeuwarden"),
    ("0381234567", "fixed", False, "Zwolle"),
    ("381234567", "fixed", False, "Zwolle, zero lost"),
    ("+4930123456", "fixed", False, "Berlin"),
    ("0970 10234567", "m2m", False, "a machine's number, twelve digits"),
    ("0900-1234567", "premium", False, "pays per call"),
    ("0906 1234", "premium", False, "pays per call, short"),
    ("1888", "premium", False, "directory enquiries"),
    ("0800 1234", "freephone", False, "eight digits"),
    ("088 1234567", "company", False, "a company"),
    ("14038", "company", False, "a municipality"),
    ("14 020", "company", False, "a municipality, in groups"),
    ("085-1234567", "voip", False, "internet"),
    ("091-1234567", "voip", False, "internet, the other range"),
    ("0662345678", "pager", False, "066"),
    ("2525", "short code", False, "four digits"),
    ("112", "short code", False, "three digits"),
    ("113", "short code", False, "help"),
    ("1233", "short code", False, "voice mail"),
    ("12", "too short", False, "two digits"),
    ("1234567", "too short", False, "seven digits, without an area"),
    ("2021-03-04", "too short", False, "a date"),
    ("0676543210", "unassigned", False, "067 is nobody's"),
    ("0601234567", "unassigned", False, "060 is nobody's"),
    ("0691234567", "unassigned", False, "069 is nobody's"),
    ("+999123456789", "unassigned", False, "no such country"),
    ("+612345678", "unassigned", False, "a plus says Australia, where it is too short"),
    ("61412345678", "too long", False, "an Australian without a plus, or two digits over"),
    ("4930123456", "too long", False, "only mobile numbers may lack their plus"),
    ("06123456789012", "too long", False, "four digits over"),
    ("381612345678", "ambiguous", False, "Serbia, or 316 with an 8 in it"),
    ("00687712345", "ambiguous", False, "New Caledonia, or 06 with a zero too many"),
    ("9613123456", "ambiguous", False, "Lebanon, or 6 with a 9 before it"),
]

OFF_BY_ONE = [
    ("061234567", "too short", ONE_SHORT, "one digit short"),
    ("+31 6 1234567", "too short", ONE_SHORT, "with its country"),
    ("31612345678@c.us".replace("8@", "@"), "too short", ONE_SHORT, "WhatsApp"),
    ("06123456789", "too long", ONE_OVER, "one digit over"),
    ("6123456789", "too long", ONE_OVER, "a typing error, not an Australian"),
    ("06123456", "too short", REASONS["too short"], "two digits short"),
    ("061234567890", "too long", REASONS["too long"], "two digits over"),
]


@pytest.mark.parametrize(("raw", "kind", "textable", "why"), KINDS, ids=[r[3] for r in KINDS])
def test_kinds_at_their_boundaries(raw: str, kind: str, textable: bool, why: str) -> None:
    found = read(raw)
    assert (found.kind, found.textable) == (kind, textable), why
    assert found.reason == ("" if textable else REASONS[kind])


@pytest.mark.parametrize(("raw", "kind", "reason", "why"), OFF_BY_ONE)
def test_one_digit_short_or_over_is_said_exactly(raw, kind, reason, why) -> None:
    found = read(raw)
    assert (found.number, found.kind, found.reason) == (None, kind, reason), why


@pytest.mark.parametrize(
    ("raw", "region", "number", "kind"),
    [
        ("0470123456", "BE", "+32470123456", "mobile"),
        ("470123456", "BE", "+32470123456", "mobile"),
        ("0612345678", "BE", None, "unassigned"),
        ("0031612345678", "BE", "+31612345678", "foreign mobile"),
        ("31612345678", "BE", "+31612345678", "foreign mobile"),
        ("0151 12345678", "DE", "+4915112345678", "mobile"),
        ("+31612345678", "DE", "+31612345678", "foreign mobile"),
    ],
)
def test_the_region_tells_where_numbers_belong(raw, region, number, kind) -> None:
    found = read(raw, region)
    assert (found.number, found.kind) == (number, kind)


def _examples() -> list[tuple[str, int]]:
    found = []
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for type_ in TYPES:
            number = phonenumbers.example_number_for_type(region, type_)
            if number and phonenumbers.is_valid_number(number):
                text = phonenumbers.format_number(number, PhoneNumberFormat.E164)
                found.append((text, phonenumbers.number_type(number)))
    return found


EXAMPLES = _examples()


def test_phonenumbers_decides_for_every_country_and_type() -> None:
    assert len(EXAMPLES) > 1000
    for text, type_ in EXAMPLES:
        found = read(text)
        kind = "m2m" if text.startswith("+3197") else TYPES[type_]
        if kind == "mobile" and not text.startswith("+31"):
            kind = "foreign mobile"
        assert (found.number, found.kind) == (text, kind)
        assert found.textable == (kind in ("mobile", "foreign mobile"))


@given(
    st.sampled_from(["+", "00", "0", ""]),
    st.sampled_from([text for text, _ in EXAMPLES]),
    st.integers(0, 999),
    st.booleans(),
)
def test_what_is_valid_is_read_as_phonenumbers_reads_it(prefix, text, end, national) -> None:
    """The short cuts give what the plain way gives; only doubtful numbers are left out."""
    raw = f"{prefix}{text[3 if national else 1 : -3]}{end:03}"
    plainly, found = _plain_reading(raw), read(raw)
    assert found.number == plainly or found.kind == "ambiguous" or not plainly
    if prefix == "+" and not raw.startswith("+0"):
        assert found.number == plainly


def _plain_reading(raw: str) -> str | None:
    try:
        parsed = phonenumbers.parse(raw, "NL")
    except phonenumbers.NumberParseException:
        return None
    is_valid = phonenumbers.is_valid_number(parsed)
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164) if is_valid else None


def _script(first: int):
    return {ord(str(digit)): chr(first + digit) for digit in range(10)}


DUTCH = st.builds("6{}{:07d}".format, st.sampled_from("123458"), st.integers(0, 9_999_999))
PREFIXES = ["+31", "0031", "31", "0", "", "+310", "310", "00310", "+0", "031", "01131", "+31(0)"]
GROUPS = [[1, 8], [1, 4, 4], [1, 2, 2, 2, 2], [3, 3, 3], [2, 3, 4], [9], [1, 3, 5]]
GAPS = [" ", "-", "\u00a0", "\u2011", "\u2013", " - ", ".", "/", "\u2009", "  "]
SCRIPTS = [{}, _script(0xFF10), _script(0x0660), _script(0x06F0), _script(0x0966)]
MARKS = st.sampled_from([*"\u200b\u200e\u200f\u202a\u202c\u2066\u2069\ufeff\u00ad"])
EXTENSIONS = ["", " ext. 12", "x12", " #12", ";ext=12", " tst. 7", " toestel 123", ",,1#", "p1w2"]
AROUND_ANYTHING = [
    "{}",
    "'{}",
    '="{}"',
    "\t{} \r\n",
    "From: {}",
    "Van: {}",
    "Jan <{}>",
    '"Jan 2" <{}>',
    "tel:{}",
    "{} ;",
]
AROUND_DIGITS = ["{} Jan", "Jan {}", "Jan de V., 2 hoog {}", "{} (Jan)", "{}, jan@example.org"]
JIDS = ["{}@s.whatsapp.net", "{}:7@s.whatsapp.net", "{}@c.us", "From: {}@s.whatsapp.net Jan"]


@st.composite
def grouped(draw, number: str) -> str:
    """A number with a prefix, in groups, perhaps with an extension, anywhere in a cell."""
    prefix, gap = draw(st.sampled_from(PREFIXES)), draw(st.sampled_from(GAPS))
    pieces, start = [], 0
    for size in draw(st.sampled_from(GROUPS)):
        pieces.append(number[start : start + size])
        start += size
    # "0-6-…" is nobody's habit: the zero stays with the six.
    if not prefix.endswith("0") and prefix:
        pieces.insert(0, prefix)
    else:
        pieces[0] = prefix + pieces[0]
    text = gap.join(pieces) + draw(st.sampled_from(EXTENSIONS))
    return draw(st.sampled_from(AROUND_ANYTHING + AROUND_DIGITS)).format(text)


@st.composite
def from_a_spreadsheet(draw, number: str) -> str:
    """A number that a spreadsheet took for a quantity."""
    digits = draw(st.sampled_from(["", "31"])) + number
    comma, exponent = draw(st.sampled_from(".,")), len(digits) - 1
    text = draw(
        st.sampled_from(
            [
                f"{digits}{comma}0",
                f"{digits}{comma}00",
                f"{digits[0]}{comma}{digits[1:]}E+{exponent}",
                f"{digits[0]}{comma}{digits[1:]}e{exponent:02}",
                f"{int(digits):,}",
                f"{int(digits):,}".replace(",", "."),
            ]
        )
    )
    return draw(st.sampled_from(AROUND_ANYTHING[:-1])).format(text)


@st.composite
def from_whatsapp(draw, number: str) -> str:
    return draw(st.sampled_from(JIDS)).format("31" + number)


@st.composite
def spelled(draw, number: str) -> str:
    """Any spelling, in any script, with invisible marks in it."""
    kind = draw(st.sampled_from([grouped, from_a_spreadsheet, from_whatsapp]))
    text = draw(kind(number)).translate(draw(st.sampled_from(SCRIPTS)))
    for mark in draw(st.lists(MARKS, max_size=3)):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + mark + text[place:]
    return text


@given(st.data(), DUTCH)
def test_any_dutch_mobile_in_any_spelling(data, number: str) -> None:
    found = read(data.draw(spelled(number)))
    assert (found.number, found.kind, found.textable) == ("+31" + number, "mobile", True)


@given(st.data(), DUTCH, DUTCH)
def test_two_numbers_in_any_spelling_are_two(data, one: str, other: str) -> None:
    assume(one != other)
    separator = data.draw(st.sampled_from([" / ", "; ", ", ", " en ", "\n", " | ", " of "]))
    cell = separator.join(data.draw(_plainly(number)) for number in (one, other))
    assert [found.number for found in read_all(cell)] == ["+31" + one, "+31" + other]
    assert read(cell).kind == "several"


def _plainly(number: str):
    spellings = ["+31{0}", "0{0}", "0031{0}", "06-{1}", "+31 6 {1}", "Jan 0{0}", "Jan <+31{0}>"]
    return st.sampled_from([one.format(number, number[1:]) for one in spellings])


@given(st.data(), DUTCH, st.sampled_from(["0", "", "31", "310", "0031", "+31", "+310"]))
def test_a_digit_too_many_or_too_few_reaches_nobody_else(data, number: str, prefix: str) -> None:
    """Where the country is written out, what follows it; elsewhere any digit."""
    explicit = len(prefix) if prefix.startswith(("00", "+")) else 0
    text = prefix + number
    place = data.draw(st.integers(explicit, len(text)))
    with_one_more = text[:place] + data.draw(st.sampled_from("0123456789")) + text[place:]
    with_one_less = text[:place] + text[place + 1 :]
    for wrong in (with_one_more, with_one_less):
        found = read(wrong)
        assert not found.textable or found.number == "+31" + number


FOREIGN = st.one_of(
    st.builds("+49151{:08d}".format, st.integers(10_000_000, 99_999_999)),
    st.builds("+3247{:07d}".format, st.integers(0, 9_999_999)),
    st.builds("+4860{}{:06d}".format, st.sampled_from("2345678"), st.integers(0, 999_999)),
)
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
    lambda n: n.translate(SCRIPTS[1]),
    lambda n: n + " ext. 12",
    lambda n: phonenumbers.format_number(phonenumbers.parse(n), PhoneNumberFormat.INTERNATIONAL),
    lambda n: phonenumbers.format_number(phonenumbers.parse(n), PhoneNumberFormat.RFC3966),
]


@given(FOREIGN, st.sampled_from(INTERNATIONAL))
def test_any_foreign_mobile_in_any_spelling(number, spell) -> None:
    found = read(spell(number))
    assert (found.number, found.kind) == (number, "foreign mobile")


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


LABELS = [
    ("phone 0612345678.xlsx", "phone ••••78.xlsx", "the phone's own number"),
    ("+31 6 12 34 56 78", "••••78", "with spaces"),
    ("b 0611111111.csv", "b ••••11.csv", "after a letter"),
    ("telefoon 06-12345678.csv", "telefoon ••••78.csv", "with a dash"),
    ("0612345678(2).csv", "••••78(2).csv", "saved twice"),
    ("+31612345678 (1).csv", "••••78 (1).csv", "saved twice, with a space"),
    ("Phone 12 · +31 6 12345678 (1).csv", "Phone 12 · ••••78 (1).csv", "a label and a file"),
    ("0612345678-2024-01-01.csv", "••••78-2024-01-01.csv", "with a date"),
    ("2024-01-01 06-12345678", "2024-01-01 ••••78", "after a date"),
    ("+4915112345678_2024-01-01", "••••78_2024-01-01", "a foreigner's, with a date"),
    ("31612345678.2024.xml", "••••24.xml", "with what is no date: in doubt everything"),
    ("PL0600-2026-0612345678", "PL0600-2026-••••78", "after a case number"),
    ("PL0600-2026-06-12345678", "PL0600-2026-••••78", "and with a dash"),
    ("PL0600-2026-06-20240101", "PL0600-2026-••••01", "its end may be a date, and may be not"),
    ("0612345678-0687654321", "••••21", "two"),
    ("Jan 0687654321", "Jan ••••21", "after a name"),
    ("WhatsApp Chat - +31 6 12345678.txt", "WhatsApp Chat - ••••78.txt", "as WhatsApp names it"),
    ("06_12345678.csv", "••••78.csv", "an underscore"),
    ("06\u201312345678", "••••78", "a dash of print"),
    ("06\u00a012\u202d34\u202c５６７８", "••••78", "a hard space, marks of direction, wide digits"),
    ("06····12345678", "••••78", "dots"),
    ("06\u30fc12345678", "••••78", "a letter that is a dash"),
    ("06¹²③④⑤⁶⁷⁸", "••••78", "raised and in circles"),
    ("0031 6 12345678", "••••78", "dialled from abroad"),
    ("+49 1511 2345678", "••••78", "German"),
    ("+683 4002", "••••02", "Niue has seven digits, its country's included"),
    ("4915112345678", "••••78", "without its plus"),
    ("612345678", "••••78", "without its zero"),
    ("038-1234567", "••••67", "a landline"),
    ("Phone 1 · 0612345678.csv", "Phone 1 · ••••78.csv", "the phone's place in the list stays"),
    ("06-20240101", "••••01", "ends like a date"),
    ("+31 6 20240101", "••••01", "with its country"),
    ("06-2024-01-01", "••••01", "even in groups"),
    ("BVH 2026612345678", "BVH ••••78", "a year and a number"),
    ("123456789012345678901", "••••01", "no number has so many; the name says nothing"),
]

READABLE = [
    "PL0600-2026-1",  # a case number tells exports apart
    "pl0600-2026012345-1 (2).csv",
    "PL0600-2026-1 2024-01-01",
    "BVH 2026012345",
    "BVH 2026031234567",
    "2026-03-01 12:30",
    "01-03-2026 - 02-03-2026.csv",
    "20260301",
    "IMG_20240101",
    "20240101_123456.jpg",
    "Phone 1 · 2024-01-01.csv",
    "Phone 1 · 20240101.csv",
    "Phone 6-2024-01-01.csv",
    "Phone 12345678",
]


@pytest.mark.parametrize(("label", "shown", "because"), LABELS, ids=[row[2] for row in LABELS])
def test_a_label_keeps_no_phone_number(label: str, shown: str, because: str) -> None:
    assert masked_label(label) == shown, because


@pytest.mark.parametrize("label", READABLE)
def test_a_label_keeps_what_exports_are_told_apart_by(label: str) -> None:
    assert masked_label(label) == label


@pytest.mark.parametrize("mask", [masked_in, masked_label])
@pytest.mark.parametrize("number", ["0612345678", "31612345678", "0031612345678", "612345678"])
def test_no_sign_between_digits_hides_a_number(mask, number: str) -> None:
    signs = " -_.·•/\\()\u00a0\u2009\u200b\u202d\u2013\u2026\ufe0f\u20e3\n,;:👍\u3164"
    for sign in signs:
        for gap in (sign, sign * 4):
            assert mask(gap.join(number)) == "••••78", gap
            assert mask(number[:2] + gap + number[2:]) == "••••78", gap


def test_a_sample_of_a_text_shows_no_number() -> None:
    shown = masked_in("Bel 06-12 34 56 78 of +31687654321, zei Jan op 04-03-2021")
    assert shown == "Bel ••••78 of ••••21, zei Jan op 04-03-2021"
    assert masked_in("wit? bel 0687654321") == "wit? bel ••••21"


SIGNS = st.text(st.sampled_from(" -_.·/()\u00a0\u200e\u202d\u2013\ufe0f\u20e3👍\u30fc"), max_size=3)
WITH = ["0{}", "31{}", "+31{}", "0031{}", "{}", "+310{}"]
FIRST = [
    "",
    "Jan ",
    "Phone 3 · ",
    "2024-01-01 ",
    "PL0600-2026-",
    "PL0600-2026-1-",
    "BVH ",
    "a_",
    "٣ ",
]
LAST = [
    "",
    ".csv",
    " (2).csv",
    "(1)",
    "-2024-01-01",
    "_20240101.csv",
    " 12:30",
    ".7z",
    " / 06",
    "\n",
]


@given(st.data(), DUTCH, st.sampled_from(FIRST), st.sampled_from(LAST))
def test_no_six_digits_of_a_number_survive(data, number: str, first: str, last: str) -> None:
    six = {number[at : at + 6] for at in range(4)}
    assume(not any(one in _digits(first + number[-2:] + last) for one in six))
    digits = data.draw(st.sampled_from(WITH)).format(number)
    digits = digits.translate(data.draw(st.sampled_from(SCRIPTS)))
    gap = data.draw(st.sampled_from(["", None, " - ", "."]))
    spelled = "".join(one + (data.draw(SIGNS) if gap is None else gap) for one in digits)
    for mask in (masked_in, masked_label):
        left = _digits(mask(first + spelled + last))
        assert not any(one in left for one in six), left


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(one)) for one in text if one.isdigit())


@given(st.text() | st.text("0123456789 -.+()_6·aPL•٣\ud800", max_size=300))
def test_masking_never_fails_and_leaves_no_nine_digits_in_a_row(text: str) -> None:
    masked_label(text)
    runs = re.findall(r"[0-9]+", masked_in(text))
    assert all(len(run) < 9 for run in runs)


@pytest.mark.parametrize("mask", [masked_in, masked_label])
@pytest.mark.parametrize("piece", ["0", "0 ", "+", "é", "0612345678-", "1 2024-01-01 a"])
def test_a_long_text_is_masked_at_once(mask, piece: str) -> None:
    assert len(mask(piece * 300_000)) <= len(piece) * 300_000
