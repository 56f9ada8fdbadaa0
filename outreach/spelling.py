"""What exports do to phone numbers, undone: one number out of a cell. No I/O, no judgement."""

import re
import unicodedata
from dataclasses import dataclass

LABEL = re.compile(r"^(?:from|to|van|aan|von|an|tel|sms|smsto|phone)\s*:\s*", re.IGNORECASE)
BRACKETS = re.compile(r"<([^<>]+)>")
ADDRESS = re.compile(r"([^\s<>@]+)@([\w.-]+)")
SCIENTIFIC = re.compile(r"^(\d)[.,](\d+)e\+?(\d{1,2})$", re.IGNORECASE)
DECIMAL = re.compile(r"^(\+?\d{5,})[.,]0+$")
RUN = re.compile(r"(?<!\w)\+?\(?\d(?:[\d\s()./–-]*\d)?(?!\w)")
DIGITS_OF_A_NUMBER = 8  # what is shorter, beside letters, belongs to a name ("Jan 2", "ING24")


@dataclass(frozen=True)
class Spelling:
    """What a cell holds. `digits`: as typed or with "+"; '' when `kind` says what it is instead.

    Kinds: "" (a number), "none", "alphanumeric", "group", "e-mail", "hidden", "damaged".
    """

    digits: str
    kind: str = ""


def clean(raw: str) -> Spelling:
    """Find the one number in a cell: `Name <+31…>`, `From: +31… Name`, JIDs, Excel's spellings."""
    text = _plain(raw)
    while label := LABEL.match(text):
        text = text[label.end() :]
    if inside := BRACKETS.search(text):
        text = inside[1].strip()
    if address := ADDRESS.search(text):
        return _address(address[1], address[2].lower())
    return _number(text)


def _plain(raw: str) -> str:
    # NFKC makes full-width digits and NBSP plain; format characters (direction marks) go.
    text = unicodedata.normalize("NFKC", raw)
    kept = (_ascii(sign) for sign in text if unicodedata.category(sign) != "Cf")
    return " ".join("".join(kept).split()).strip("='\"`´’‘ ")


def _ascii(sign: str) -> str:
    if sign.isascii():
        return sign if sign.isprintable() else " "
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)


def _address(name: str, host: str) -> Spelling:
    if host in ("g.us", "broadcast", "newsletter"):
        return Spelling("", "group")
    if host in ("s.whatsapp.net", "c.us"):
        digits = re.split(r"[:.]", name)[0].lstrip("+")  # ":12" names a device of that person
        return Spelling("+" + digits) if digits.isdecimal() else Spelling("", "group")
    return Spelling("", "hidden" if host == "lid" else "e-mail")


def _number(text: str) -> Spelling:
    if not text:
        return Spelling("", "none")
    if scientific := SCIENTIFIC.match(text):
        return _unfold(*scientific.groups())
    if decimal := DECIMAL.match(text):
        return Spelling(decimal[1])
    if not re.search(r"[^\W\d]", text) and any(sign.isdigit() for sign in text):
        return _digits(text)
    runs = [run for run in RUN.findall(text) if _count(run) >= DIGITS_OF_A_NUMBER]
    return _digits(runs[0]) if len(runs) == 1 else Spelling("", "alphanumeric")


def _digits(text: str) -> Spelling:
    # "+06…" and "+0031…" come from tools that put a plus before whatever there was.
    return Spelling(re.sub(r"^\s*\+\s*(?=0)", "", text).strip())


def _unfold(first: str, rest: str, exponent: str) -> Spelling:
    # A zero that we would fill in may have been any digit: a stranger would get the text.
    digits = first + rest
    whole, after = digits[: int(exponent) + 1], digits[int(exponent) + 1 :]
    if len(whole) <= int(exponent) or after.strip("0"):
        return Spelling("", "damaged")
    return Spelling(whole)


def _count(run: str) -> int:
    return sum(sign.isdigit() for sign in run)
