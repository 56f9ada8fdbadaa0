"""What exports do to the spelling of one number, undone. No I/O, no judgement."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 300  # characters of a cell that are looked at: nobody's number is further on
NUMBER_SIGNS = "0123456789 +()-./"
INVISIBLE = frozenset({"Cf", "Mn", "Me"})  # direction marks, zero-width signs, keycaps

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]+")
SPACES = re.compile(" {2,}")
SCIENTIFIC = re.compile(r"\+?(\d+)(?:[.,](\d+))?e([+-]?\d{1,3})", re.IGNORECASE)
DECIMAL = re.compile(r"(\+?\d{5,})[.,]0+")
THOUSANDS = re.compile(r"(\d{1,3}(?:,\d{3}){2,})(?:\.0+)?|(\d{1,3}(?:\.\d{3}){2,})(?:,0+)?")
CALLER_HIDDEN = re.compile(r"^[*#]31[#*](?=[+\d])")  # dialled before a number: 3GPP TS 22.030
SERVICE = re.compile(r"[*#][*#\d]*")
CONTEXT = re.compile(r"(?<!\S)([\d().-]+);phone-context=(\+\d+)", re.IGNORECASE)
PARAMETERS = re.compile(r";[a-z][\w-]*=[^;>@\s]*|;npdi\b|/type=\w+", re.IGNORECASE)
EXTENSION = re.compile(
    r"(?<=\d)[\s,;(]*(?:(?:ext(?:n|ension|ensie)?|tst|toestel|x)[\s.:=]*|#\s*)\d{1,6}(?!\d)\)?"
    r"|(?<=\d)(?:,,+|,?[pw;](?=\d))[\d,;pw*#]*"  # pause and wait: dialled after the answer
    r"|(?<=\d)#$",
    re.IGNORECASE,
)
MASK = r"(?:[•●∙·*_?]{2,}|[•●*]|x{2,}|\.{3})"
MASKED = re.compile(rf"\d[ -]*{MASK}|{MASK}\d", re.IGNORECASE)
NUMBER_PUNCTUATION = re.compile(r"[\s()./-]")
LOOK_ALIKE = str.maketrans("OolI", "0011")
LOOKS_DUTCH = re.compile(r"(?:(?:\+|00)?31)?0?6\d{8}")
LEAST_DIGITS = 7  # typed as such, before a letter passes for a digit

HIDDEN = frozenset(  # -1 to -3: Android's unknown, private and payphone
    "-1|-2|-3|unknown|unknown number|unknown caller|private|private number|anonymous|withheld|"
    "number withheld|restricted|unavailable|blocked|no caller id|hidden|payphone|"
    "onbekend|onbekend nummer|onbekende beller|anoniem|anoniem nummer|anonieme beller|privé|"
    "privénummer|privé nummer|geheim|geheim nummer|geen nummerweergave|afgeschermd|"
    "verborgen".split("|")
)
NOTHING = frozenset(
    "null|none|nil|nan|n/a|#n/a|nvt|n.v.t.|geen|geen nummer|no number|undefined|"
    "insert-address-token".split("|")  # Android's word for the phone itself in an MMS
)


@dataclass(frozen=True)
class Spelling:
    """What a cell, or a part of it, holds. `digits`: as typed; '' when `kind` says what it is.

    Kinds: "" (a number), "none", "alphanumeric", "group", "e-mail", "hidden", "damaged",
    "incomplete", "short code", "unassigned".
    """

    digits: str
    kind: str = ""


def plain(raw: str) -> str:
    """A cell with plain digits and signs, without marks and quotes; lines and tabs stay."""
    text = raw[: LONGEST + 1]
    if not text.isascii():
        # NFKC makes full-width digits and NBSP plain. It can make a text 18 times as long.
        text = "".join(map(_ascii, unicodedata.normalize("NFKC", text)))
    if len(text) > LONGEST or len(raw) > LONGEST:
        text = text[:LONGEST]
        text = text.rstrip(NUMBER_SIGNS) or text  # half a number may be somebody else's
    if not text.isprintable():
        text = UNPRINTABLE.sub(" ", text)
    return SPACES.sub(" ", text).strip("='\"`´’‘ \n\t")


def whole(text: str) -> Spelling | None:
    """What a text is that holds one thing: a spreadsheet's number, a code, a word for nobody."""
    word = text.casefold().strip("<>()[] ")
    if word in NOTHING or not any(map(str.isalnum, text)):
        return Spelling("", "none")
    if word in HIDDEN or word.rstrip("@") in HIDDEN:
        return Spelling("", "hidden")
    return _spreadsheets(text) if text[0] in "+*#0123456789" else None


def bare(text: str) -> str:
    """A text without what belongs to dialling: parameters (RFC 3966), extension, pauses."""
    text = CONTEXT.sub(lambda found: found[2] + found[1], text)
    # What stands on either side of an extension is not one number: a sign stays between them.
    return EXTENSION.sub(";", PARAMETERS.sub("", text)).rstrip("; ")


def looks_alike(text: str) -> str:
    """A Dutch mobile number in which O stands for 0 and l for 1; '' when that is in doubt."""
    typed = NUMBER_PUNCTUATION.sub("", text)
    meant = typed.translate(LOOK_ALIKE)
    if meant == typed or sum(map(str.isdecimal, typed)) < LEAST_DIGITS:
        return ""
    return meant if LOOKS_DUTCH.fullmatch(meant) else ""


def _ascii(sign: str) -> str:
    if sign.isascii():
        return sign
    category = unicodedata.category(sign)
    if category in INVISIBLE:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if category[0] == "Z":
        return " " if category == "Zs" else "\n"
    return "-" if category == "Pd" or sign == "\N{MINUS SIGN}" else sign


def _spreadsheets(text: str) -> Spelling | None:
    if scientific := SCIENTIFIC.fullmatch(text):
        return _unfold(scientific[1], scientific[2] or "", int(scientific[3]))
    if decimal := DECIMAL.fullmatch(text):
        return Spelling(decimal[1])
    if thousands := THOUSANDS.fullmatch(text):
        return Spelling(re.sub("[.,]", "", thousands[1] or thousands[2]))
    return Spelling("", "short code") if SERVICE.fullmatch(text) else None


def _unfold(first: str, rest: str, exponent: int) -> Spelling:
    # A zero that we would fill in may have been any digit: a stranger would get the text.
    digits, point = first + rest, len(first) + exponent
    if not 0 < point <= len(digits) or digits[point:].strip("0"):
        return Spelling("", "damaged")
    return Spelling(digits[:point])
