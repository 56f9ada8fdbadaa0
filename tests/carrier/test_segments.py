"""What a text takes on the air, at every border, beside a packer that is slow and plain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier.segments import BASIC, EXTENSION, measure

# 3GPP TS 23.038, 6.2.1: a row here is a column there, codes 0x00 to 0x7F; ␛ is the escape.
TABLE = [
    "@£$¥èéùìòÇ\nØø\rÅå",
    "Δ_ΦΓΛΩΠΨΣΘΞ␛ÆæßÉ",
    " !\"#¤%&'()*+,-./",
    "0123456789:;<=>?",
    "¡ABCDEFGHIJKLMNO",
    "PQRSTUVWXYZÄÖÑÜ§",
    "¿abcdefghijklmno",
    "pqrstuvwxyzäöñüà",
]
# 6.2.1.1: what follows the escape.
ESCAPED = {
    0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\",
    0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|", 0x65: "€",
}  # fmt: skip

PIECES = [
    "a",
    "é",
    "€",
    "{link}",
    "ë",
    "😀",
    "\ud83d",
    "\ude00",
    "a" * 66,
    "a" * 67,
    "a" * 152,
    "a" * 153,
]
NEAR_BORDERS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@pytest.mark.parametrize(
    ("body", "encoding", "characters", "segments", "why"),
    [
        ("", "GSM-7", 0, 0, "nothing takes nothing"),
        ("a", "GSM-7", 1, 1, "one character is one segment"),
        ("a" * 160, "GSM-7", 160, 1, "the most in one segment"),
        ("a" * 161, "GSM-7", 161, 2, "one more needs two, of 153 each"),
        ("a" * 306, "GSM-7", 306, 2, "the most in two"),
        ("a" * 307, "GSM-7", 307, 3, "one more needs three"),
        ("a" * 459, "GSM-7", 459, 3, "the most in three"),
        ("a" * 460, "GSM-7", 460, 4, "one more needs four"),
        ("€" * 80, "GSM-7", 160, 1, "escaped characters count double"),
        ("€" * 81, "GSM-7", 162, 2, "76 escapes fit 153, for the 77th would straddle: 76 and 5"),
        ("€" * 152, "GSM-7", 304, 2, "76 and 76"),
        ("€" * 153, "GSM-7", 306, 3, "306 would fit two, could an escape straddle"),
        ("a" * 159 + "€", "GSM-7", 161, 2, "the escape makes it too long for one"),
        ("a" * 152 + "€" + "a" * 151, "GSM-7", 305, 2, "it moves on whole: 152, then 2 + 151"),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3, "the gap before it costs a third segment"),
        ("a" * 151 + "€" + "a" * 153, "GSM-7", 306, 2, "it just fits the first: no gap"),
        ("é" * 160, "GSM-7", 160, 1, "é is in the alphabet"),
        ("\n" * 160, "GSM-7", 160, 1, "so is a new line"),
        ("Ç" * 160, "GSM-7", 160, 1, "the capital Ç is in it"),
        ("ç", "UCS-2", 1, 1, "the small one is not"),
        ("`", "UCS-2", 1, 1, "a backtick is not either"),
        ("\t", "UCS-2", 1, 1, "nor a tab"),
        ("ë" + "a" * 69, "UCS-2", 70, 1, "the most in one segment"),
        ("ë" + "a" * 70, "UCS-2", 71, 2, "one more needs two, of 67 each"),
        ("ë" + "a" * 133, "UCS-2", 134, 2, "the most in two"),
        ("ë" + "a" * 134, "UCS-2", 135, 3, "one more needs three"),
        ("😀" * 35, "UCS-2", 70, 1, "an emoji is two units"),
        ("😀" * 36, "UCS-2", 72, 2, "33 emoji fit 67, for the 34th would be split: 33 + 3"),
        ("😀" * 66, "UCS-2", 132, 2, "33 and 33"),
        ("😀" * 67, "UCS-2", 134, 3, "134 units would fit two, were pairs split"),
        ("a" * 66 + "😀" + "a" * 65, "UCS-2", 133, 2, "the pair moves on whole: 66, then 2 + 65"),
        ("a" * 66 + "😀" + "a" * 66, "UCS-2", 134, 3, "the gap before it costs a third segment"),
        ("ë^" + "a" * 68, "UCS-2", 70, 1, "in UCS-2 nothing is escaped"),
        ("\ud83d" + "a", "UCS-2", 2, 1, "half a pair, as broken input has it, is one unit"),
        ("a" * 66 + "\ud83d" + "\ude00" + "a" * 66, "UCS-2", 134, 3, "two halves are a pair"),
        ("a" * 66 + "\ud83d" + "a" * 67, "UCS-2", 134, 2, "half a pair alone moves nothing on"),
        ("\f" * 80, "GSM-7", 160, 1, "a form feed is escaped"),
    ],
)
def test_measure_at_every_border(
    body: str, encoding: str, characters: int, segments: int, why: str
) -> None:
    found = measure(body)
    assert (found.encoding, found.characters, found.segments) == (encoding, characters, segments), (
        why
    )


def test_culprits_are_named_once_each_in_order() -> None:
    assert measure("cocaïne, patiënt, cocaïne 😀").culprits == ("ï", "ë", "😀")
    assert measure("café € {}").culprits == ()


def test_the_alphabet_has_all_its_characters_but_escape() -> None:
    assert len(BASIC) == 127
    assert len(EXTENSION) == 10
    assert not BASIC & EXTENSION


def test_the_alphabet_is_that_of_the_standard() -> None:
    assert frozenset("".join(TABLE).replace("␛", "")) == BASIC
    assert all(len(column) == 16 for column in TABLE)
    assert set(ESCAPED.values()) == EXTENSION


@pytest.mark.parametrize("outside", "ç`ëïÁáÀÈÊêÍíÓóÚúÂâÃãÕõÌÒŸ\t\u00a0’“”–…\x1bαδΑΒΕ")
def test_what_is_not_in_the_alphabet_is_a_culprit(outside: str) -> None:
    assert measure(f"a{outside}").culprits == (outside,)


@given(st.text(alphabet=st.sampled_from(sorted(BASIC | EXTENSION)), max_size=900))
def test_gsm_7_is_packed_as_the_standard_says(body: str) -> None:
    _same_as_packed(body)


@given(NEAR_BORDERS)
def test_texts_near_a_border_are_packed_as_the_standard_says(body: str) -> None:
    _same_as_packed(body)


@given(st.text(st.characters(), max_size=400))
def test_any_text_is_packed_as_the_standard_says(body: str) -> None:
    _same_as_packed(body)


def _same_as_packed(body: str) -> None:
    found = measure(body)
    codes, room, alone = _septets(body), 153, 160
    if codes is None:
        codes, room, alone = _code_units(body), 67, 70
    assert found.encoding == ("GSM-7" if alone == 160 else "UCS-2")
    assert found.characters == sum(map(len, codes))
    assert found.segments == len(_packed(codes, room, alone))


def _septets(body: str) -> list[tuple[int, ...]] | None:
    """The codes of each character in the default alphabet; None when one has none."""
    basic = {sign: code for code, sign in enumerate("".join(TABLE)) if sign != "␛"}
    escaped = {sign: code for code, sign in ESCAPED.items()}
    if any(sign not in basic and sign not in escaped for sign in body):
        return None
    return [(basic[one],) if one in basic else (0x1B, escaped[one]) for one in body]


def _code_units(body: str) -> list[tuple[int, ...]]:
    """The UTF-16 code units of each character; two halves side by side are one character."""
    raw = body.encode("utf-16-be", "surrogatepass")
    units = [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]
    codes: list[tuple[int, ...]] = []
    while units:
        pair = 0xD800 <= units[0] < 0xDC00 and len(units) > 1 and 0xDC00 <= units[1] < 0xE000
        codes.append(tuple(units[: 1 + pair]))
        del units[: 1 + pair]
    return codes


def _packed(codes: list[tuple[int, ...]], room: int, alone: int) -> list[list[int]]:
    """Each segment's codes: whole characters, as many as it takes."""
    whole = [code for character in codes for code in character]
    if len(whole) <= alone:
        return [whole] if whole else []
    segments: list[list[int]] = [[]]
    for character in codes:
        if len(segments[-1]) + len(character) > room:
            segments.append([])
        segments[-1].extend(character)
    return segments


@given(st.text(max_size=300), st.text(max_size=50))
def test_a_longer_text_never_takes_less(body: str, more: str) -> None:
    assert measure(body + more).segments >= measure(body).segments
