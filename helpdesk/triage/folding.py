"""The many ways to write one word, made one: case, accents, st0p, s.t.o.p, stooop, emoji."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

EMOJI = {"🆘": " sos ", "🛑": " stop ", "🖕": " middelvinger "}
LETTERS = str.maketrans(
    {"ł": "l", "ı": "i", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ى": "ي", "ة": "ه", "ـ": None}
)
LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t"})
ELISION = re.compile(r"\b([cdjlmnst]|qu)['’ʼ`´]", re.IGNORECASE)  # j'arrête, l'aide
APOSTROPHE = re.compile(r"(?<=\w)['’ʼ`´](?=\w)")  # don't, sms'en
DOTTED = re.compile(r"\b(\w)\.(?=\w\b)")  # s.t.o.p
CLAUSE = re.compile(r"[.!?;,:\n\r\"()،؛؟。]+")
WORD = re.compile(r"[^\W_]+")
REPEATED = re.compile(r"([^\W\d_])\1+")
AGE = re.compile(r"\d{2,}[^\W\d_]{1,4}")  # 15jr is an age and a word, not letters in disguise


class Token(NamedTuple):
    """A word as rules compare it, and as it was written."""

    key: str
    raw: str


def fold(text: str) -> list[list[Token]]:
    """Split into clauses of tokens. Never raises: broken encodings and NUL only lose themselves."""
    for emoji, word in EMOJI.items():
        text = text.replace(emoji, word)
    text = _without_controls(unicodedata.normalize("NFKC", text))
    text = re.sub(r"\.{2,}", " ", DOTTED.sub(r"\1", text))
    clauses = [_tokens(clause) for clause in CLAUSE.split(without_apostrophes(text))]
    return [clause for clause in clauses if clause]


def without_apostrophes(text: str) -> str:
    """French elisions become two words, everything else one: `l aide`, `dont`."""
    return APOSTROPHE.sub("", ELISION.sub(r"\1 ", text))


@lru_cache(maxsize=50_000)
def key(word: str) -> str:
    """One word as rules compare it: lower case, no accents, no doubled letters, no digits for
    letters."""
    word = word.casefold().translate(LETTERS)
    word = "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")
    if _is_disguised(word):
        word = word.translate(LEET)
    return REPEATED.sub(r"\1", word)


def _tokens(clause: str) -> list[Token]:
    clause = re.sub(r"(?<=\w)@(?=\w)", "a", re.sub(r"(?<=\w)\$|\$(?=\w)", "s", clause))
    return _join_spelled([Token(key(word), word.lower()) for word in WORD.findall(clause)])


def _join_spelled(tokens: list[Token]) -> list[Token]:
    # "s t o p": three or more letters in a row stand for one word.
    joined: list[Token] = []
    letters: list[Token] = []
    for token in [*tokens, None]:
        if token and len(token.raw) == 1 and token.raw.isalpha():
            letters.append(token)
            continue
        if len(letters) >= 3:
            raw = "".join(letter.raw for letter in letters)
            letters = [Token(key(raw), raw)]
        joined += letters
        letters = []
        if token:
            joined.append(token)
    return joined


def _is_disguised(word: str) -> bool:
    digits = sum(c.isdigit() for c in word)
    return 0 < digits <= len(word) - digits and not AGE.fullmatch(word)


def _without_controls(text: str) -> str:
    return "".join(
        c if unicodedata.category(c)[0] != "C" else " " if c in "\t" else c if c in "\n\r" else ""
        for c in text
    )
