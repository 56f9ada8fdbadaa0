"""A phone number as an export spells it -> E.164, what kind it is, whether it can get an SMS.

Several modules share the work: `cell` finds the numbers in a cell, `spelling` undoes what exports
do to one, `judging` asks phonenumbers what it is. No I/O.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from outreach import cell
from outreach.judging import DUTCH_MOBILE, MOST_DIGITS, digits_of, judge, left_out, parse
from outreach.judging import REASONS as REASONS
from outreach.judging import Number as Number
from outreach.spelling import Spelling

IN_A_TEXT = re.compile(r"\+?\d(?:[ ./()-]{0,2}\d){8,}")  # nine digits: a date has eight
SIMPLE = re.compile(r"\+?[0-9][0-9 ()-]{5,14}[0-9]|([0-9]{7,15})@(?:s\.whatsapp\.net|c\.us)")
GAP = re.compile(r"(?<=[0-9])[ ./-]+(?=[0-9(])")
NOBODY = frozenset({"none", "alphanumeric", "group", "e-mail", "hidden"})


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
    """A text with everything in it masked that could be a number, for samples of texts."""
    return IN_A_TEXT.sub(lambda run: _hidden(run[0]), text)


def masked_label(label: str) -> str:
    """A label or file name with its phone numbers masked; case numbers ("PL0600-2026-1") stay."""
    return IN_A_TEXT.sub(lambda run: _hidden(run[0]) if read(run[0]).number else run[0], label)


def _hidden(digits: str) -> str:
    return "••••" + digits[-2:]


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
