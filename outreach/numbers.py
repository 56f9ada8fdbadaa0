"""A phone number as an export spells it -> E.164, what kind it is, whether it can get an SMS.

Several modules share the work: `cell` finds the numbers in a cell, `spelling` undoes what exports
do to one, `judging` asks phonenumbers what it is. No I/O.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace

from outreach import cell
from outreach.judging import (
    DUTCH_MOBILE,
    MOST_DIGITS,
    NOT_A_DIGIT,
    digits_of,
    judge,
    left_out,
    parse,
)
from outreach.judging import REASONS as REASONS
from outreach.judging import Number as Number
from outreach.spelling import Spelling

SIMPLE = re.compile(r"\+?[0-9][0-9 ()-]{5,14}[0-9]|([0-9]{7,15})@(?:s\.whatsapp\.net|c\.us)")
GAP = re.compile(r"(?<=[0-9])[ ./-]+(?=[0-9(])")
NOBODY = frozenset({"none", "alphanumeric", "group", "e-mail", "hidden"})

BLANK = frozenset("\u115f\u1160\u3164\uffa0")  # letters that show nothing
SIGN = "[^0-9A-Za-z]"
STRETCH = re.compile(rf"\+?[0-9](?:{SIGN}*+[0-9])*+")  # no letter comes between its digits
LEAST, LEAST_ABROAD = 9, 7  # digits of a number, and after a plus; a date has eight
LONGEST_LABELLED = 100  # signs of a stretch that is looked into

# What may stay readable of a stretch in a label: the dates and case numbers exports are told by.
APART = f"{SIGN}{{1,3}}"
YEAR, MONTH, DAY = "(?:19|20)[0-9]{2}", "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
WRITTEN = f"(?:{YEAR}[-./_]{MONTH}[-./_]{DAY}|{DAY}[-./_]{MONTH}[-./_]{YEAR})"
UNBROKEN = f"(?<!6{SIGN})(?<!6{SIGN}{{2}})(?<!6{SIGN}{{3}}){YEAR}{MONTH}{DAY}"  # no 06-20240101
TIME = "(?:[01][0-9]|2[0-3])[-:._]?[0-5][0-9](?:[-:._]?[0-5][0-9])?"
DATE = f"(?:{WRITTEN}|{UNBROKEN})(?:{APART}{TIME})?(?![0-9])"
COPY = r"\([0-9]{1,2}(?![0-9])"  # "(2)" of a file that was saved twice
CASE = (  # PL0600-2026-1, PL0600-2026012345-1, BVH 2026012345
    "(?:(?<=PL)[0-9]{4}[ -]?|(?<=BVH)|(?<=BVH[ -]))20[0-9]{2}"
    "(?:-[0-9]{1,6}|(?!6[0-9]{8})[0-9]{1,9})?(?:-[0-9]{1,2})?(?![0-9])"
)
KNOWN = f"(?:{CASE}|{DATE})(?:{APART}{DATE})*(?:{SIGN}?{COPY})?"
COUNT = f"(?:(?!316)[1-9][0-9]{{0,3}}{APART}(?={WRITTEN})|(?:[12][0-9]|[1-57-9]){APART})"
READABLE = re.compile(f"{COUNT}?{KNOWN}", re.IGNORECASE)  # "Phone 1 · 2024-01-01"

DIGITS = f"(?:{SIGN}*[0-9])"
NUMBER = (  # unbroken, in a Dutch spelling, without its zero, with a plus
    rf"(?P<number>\+?[0-9]{{9,}}"
    rf"|(?:\+?(?:0{SIGN}*0{SIGN}*)?3{SIGN}*1{SIGN}*(?:0{SIGN}*)?|0{SIGN}*)[1-9]{DIGITS}{{8}}"
    rf"|6{DIGITS}{{8}}|\+{DIGITS}{{7,15}})(?![0-9])"
)
BEFORE = f"(?:[0-9]{{1,4}}{SIGN}+?)??(?:{KNOWN}{SIGN}+?)??"  # of a number: "Phone 1 · 06…"
AFTER = f"(?:(?<=[0-9]{{6}}){APART}{DATE})?(?:{SIGN}?{COPY})?"
ONE_NUMBER = re.compile(f"{BEFORE}{NUMBER}{AFTER}", re.IGNORECASE)


def read(raw: str, region: str = "NL") -> Number:
    """Read one cell. `region` (ISO 3166) is where numbers without a country code belong."""
    if simple := SIMPLE.fullmatch(raw):  # most cells, spared the cleaning
        return judge(raw, "+" + simple[1] if simple[1] else raw, region)
    found = read_all(raw, region)
    return found[0] if len(found) == 1 else left_out(raw, "several")


def read_all(raw: str, region: str = "NL") -> tuple[Number, ...]:
    """Read a cell that may hold several numbers: each once, and at least one.

    When there are several, `raw` is the part of the cell in which the number stands.
    """
    if simple := SIMPLE.fullmatch(raw):
        return (judge(raw, "+" + simple[1] if simple[1] else raw, region),)
    each = [_told(one, region) for part in cell.parts(raw) for one in _apart(part, region)]
    people = _once(one for one in each if one.kind not in NOBODY) or each[:1]
    return (replace(people[0], raw=raw),) if len(people) == 1 else tuple(people)


def masked(number: str) -> str:
    """An E.164 number for the eye, "+31 6 ••••••78": whoever has it at hand can recognise it."""
    if number.startswith("+316"):
        return f"+31 6 {'•' * (len(number) - 6)}{number[-2:]}"
    parsed = parse(number, None)
    country = f"+{parsed.country_code}" if parsed else "+"
    return f"{country} {'•' * max(0, len(number) - len(country) - 2)}{number[-2:]}"


def masked_in(text: str) -> str:
    """A text with everything in it masked that could be a number, for samples of texts.

    Nine digits with no letter between them are taken for one, whatever signs there are.
    """
    return _masked(text, lambda shape, start, end: _hidden(shape[start:end]))


def masked_label(label: str) -> str:
    """A label or file name with its phone numbers masked, in doubt everything that may be one.

    Dates and case numbers stay, beside a number too: "PL0600-2026-1", "••••78-2024-01-01.csv".
    """
    return _masked(label, _labelled)


def is_letter(char: str) -> bool:
    """Whether a number ends where this stands; what only looks like a dash or a space doesn't."""
    return char.isalpha() and char not in BLANK and unicodedata.category(char) != "Lm"


def _masked(text: str, shown: Callable[[str, int, int], str]) -> str:
    shape, pieces, last = _shape(text), [], 0
    for run in STRETCH.finditer(shape):
        least = LEAST_ABROAD if run[0].startswith("+") else LEAST
        if cell.count(run[0]) >= least:
            pieces += [text[last : run.start()], shown(shape, run.start(), run.end())]
            last = run.end()
    return "".join(pieces) + text[last:]


def _shape(text: str) -> str:
    # As long as the text: digits of any script as 0-9, letters of any other as "a".
    return text if text.isascii() else "".join(map(_sign, text))


def _sign(char: str) -> str:
    if char.isdigit():
        return str(unicodedata.digit(char))
    return "a" if not char.isascii() and is_letter(char) else char


def _labelled(shape: str, start: int, end: int) -> str:
    if end - start > LONGEST_LABELLED:
        return _hidden(shape[start:end])
    if READABLE.fullmatch(shape, start, end):
        return shape[start:end]
    if not (found := ONE_NUMBER.fullmatch(shape, start, end)):
        return _hidden(shape[start:end])
    first, last = found.span("number")
    return shape[start:first] + _hidden(shape[first:last]) + shape[last:end]


def _hidden(digits: str) -> str:
    return "••••" + NOT_A_DIGIT.sub("", digits)[-2:]


def _told(part: Spelling, region: str) -> Number:
    text = part.digits.strip()
    return left_out(text, part.kind) if part.kind else judge(text, text, region)


def _once(people: Iterable[Number]) -> list[Number]:
    return list({one.number or digits_of(one.raw) or one.kind: one for one in people}.values())


def _apart(part: Spelling, region: str) -> list[Spelling]:
    # More digits than a number has are several numbers, if each part of them is one.
    if cell.count(part.digits) <= MOST_DIGITS:
        return [part]
    return [Spelling(one) for one in _split(part.digits, region)] or [part]


def _split(run: str, region: str) -> list[str]:
    found: list[str] = []
    while run:
        ends = [gap.start() for gap in GAP.finditer(run)] + [len(run)]
        fitting = [end for end in ends if cell.count(run[:end]) <= MOST_DIGITS]
        end = next((end for end in reversed(fitting) if _is_whole(run[:end], region)), 0)
        if not end:
            return []
        found.append(run[:end])
        run = run[end:].lstrip(" ./-")
    return found


def _is_whole(text: str, region: str) -> bool:
    begins = text.startswith(("+", "0", "(")) or DUTCH_MOBILE.fullmatch(digits_of(text))
    return bool(begins) and judge(text, text, region).number is not None
