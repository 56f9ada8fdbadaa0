"""Words as they are mistyped: which word of a list a typed word stands for, if any.

Rules for spelling in general, none for single words. A typed word that is an ordinary Dutch word
is no typo ("winkel" is a shop, not a "wikkel"): the Dutch word list of pyspellchecker decides. It
is used whole: a frequency threshold would only let words such as "nikkel" through, since typing
errors are hardly in it.
"""

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from outreach.folding import fold
from outreach.wording import apart, is_emoji
from problem import N_

OWN_WORD = N_("A word looks like one of the list, but it is a word of its own.")
TOO_FAR = N_("A word looks like one of the list, but it differs too much.")
PART = N_("A word of the list is part of a longer word.")

SWAPS = 4  # letters from which any two that changed places are a typo
LONG = 3  # letters from which a word that only exceptions have may have any error
LETTER = 6  # letters from which one too many or too few is a typo: shorter words are others
WRONG = 7  # letters from which one wrong letter is: "heroic" and "cobain" are no typos
MENTIONED = 4  # letters from which a word inside a longer one is worth a look: "wit" is everywhere
BARE = 3  # letters from which a word without its vowels is understood
FAR = 8  # letters from which two differences are worth a look
LONGEST = 30  # letters: longer than any word that is split or compared
DIGITS = [str.maketrans("013457", letters) for letters in ("oieast", "oleast")]
SPELLINGS = [("ij", "y"), ("ei", "y"), ("ck", "k"), ("c", "k"), ("ph", "f"), ("v", "f")]
SHORT = {"j": "je", "k": "ik", "hb": "heb", "kn": "kan", "vr": "voor", "mn": "mijn"}
ENDINGS = ("jes", "je", "tjes", "tje", "s")
RUNS = re.compile(r"((.)\2*)")
VOWEL = re.compile("[aeiou]")
VOWELS = "aeou"  # in Dutch a doubled one makes another word: "pep" and "peep"
ONE_DIGIT_AFTER = re.compile(r"([^\W\d_]{3,})(\d)")


# Words and how they sound, by the first letter and the length of that.
Shapes = dict[tuple[str, int], list[tuple[str, str]]]


class Spelt(NamedTuple):
    """How a typed word is read: the words it stands for; or the entry it almost is, and `why` not.

    No words at all for an emoji that isn't in the list.
    """

    words: tuple[str, ...]
    near: str = ""
    why: str = ""


@dataclass(frozen=True)
class Speller:
    """Reads typed words. `known`: all words of the list. `beside`: those of entries and orders.

    `entries`: those that are an entry alone, the only ones that a word can be almost.
    `passed`: those of exceptions.
    """

    known: frozenset[str]
    beside: frozenset[str]
    entries: frozenset[str]
    passed: frozenset[str]
    inside: re.Pattern[str] | None
    squeezed: dict[str, list[str]] = field(default_factory=dict)
    swapped: dict[str, str] = field(default_factory=dict)
    sounds: dict[str, str] = field(default_factory=dict)
    consonants: dict[str, str] = field(default_factory=dict)
    by_shape: Shapes = field(default_factory=dict)
    aside: Shapes = field(default_factory=dict)


def speller(
    known: Iterable[str], beside: Iterable[str], entries: Iterable[str], passed: Iterable[str]
) -> Speller:
    """Prepare for a list of folded words, without stems."""
    entries = frozenset(entries)
    parts = sorted((one for one in entries if len(one) >= 3), key=len, reverse=True)
    inside = re.compile("|".join(map(re.escape, parts))) if parts else None
    made = Speller(frozenset(known), frozenset(beside), entries, frozenset(passed), inside)
    # Entries first: of two that a typo may stand for, they matter.
    for word in sorted(made.known, key=lambda one: (one not in entries, one)):
        if not is_emoji(word):
            _add(word, made)
    return made


def _add(word: str, made: Speller) -> None:
    if len(word) >= 3:
        made.squeezed.setdefault(_squeeze(word), []).append(word)
    if len(word) == SWAPS - 1:  # "xct"; "tcx" may be anything
        made.swapped.setdefault(word[0] + word[2] + word[1], word)
    if len(word) < SWAPS:
        return
    if word in made.beside - made.entries:
        made.consonants.setdefault(VOWEL.sub("", word), word)
    made.sounds.setdefault(_sound(word), word)
    if len(word) >= LETTER:  # "wikel" is "wikkel"
        made.sounds.setdefault(_squeeze(_sound(word)), word)
    sound = _sound(word)
    if word in made.passed:
        made.aside.setdefault((sound[0], len(sound)), []).append((word, sound))
    if word in made.beside and len(word) > MENTIONED:
        made.by_shape.setdefault((sound[0], len(sound)), []).append((word, sound))
    for swap in _swaps(word):
        made.swapped.setdefault(swap, word)


def spell(typed: str, by: Speller) -> Spelt:
    """Read one folded word."""
    if typed in by.known:
        return Spelt((typed,))
    if is_emoji(typed):
        return Spelt(())
    if typed in SHORT:
        return Spelt((SHORT[typed],))
    if len(typed) > LONGEST:
        return Spelt((typed,))
    return (
        _digits(typed, by)
        or _letters(typed, by)
        or _together(typed, by)
        or _aside(typed, by)
        or _almost(typed, by)
    )


def is_ordinary(word: str) -> bool:
    """Is this folded word in the Dutch word list?"""
    return word in _dutch()


@functools.cache
def _dutch() -> frozenset[str]:
    # Loaded when first needed: a quarter of a second, 50 MB that stay.
    words = SpellChecker(language="nl").word_frequency.dictionary
    return frozenset(word if word.isascii() else "".join(fold(word)) for word in words)


def _digits(typed: str, by: Speller) -> Spelt | None:
    if typed.isalpha() or typed.isdigit():
        return None
    pieces = apart(typed)
    if len(pieces) == 2 and pieces[1] in by.known:
        return Spelt(pieces)
    for letters in DIGITS:
        meant = typed.translate(letters)
        found = (
            meant if meant in by.entries else _repeated(meant, by) or by.sounds.get(_sound(meant))
        )
        if found in by.entries:
            return Spelt((found,))
    if len(pieces) == 2:
        rest = spell(pieces[1], by)
        return Spelt((pieces[0], *rest.words), rest.near, rest.why)
    after = ONE_DIGIT_AFTER.fullmatch(typed)
    if after and spell(after[1], by).words[0] in by.entries:
        return Spelt((*spell(after[1], by).words, after[2]))
    return None


def _letters(typed: str, by: Speller) -> Spelt | None:
    meant = _repeated(typed, by) or by.swapped.get(typed) or _ending(typed, by)
    if not meant and len(typed) >= BARE:
        meant = by.consonants.get(typed)  # "brngn" is "brengen", though "spd" is no "speed"
    if not meant and len(typed) >= SWAPS:
        meant = by.sounds.get(_sound(typed)) or _one_letter_off(typed, by)
    if not meant:
        return None
    if is_ordinary(typed):
        return Spelt((typed,), meant, OWN_WORD) if meant in by.entries else Spelt((typed,))
    return Spelt((meant,))


def _repeated(typed: str, by: Speller) -> str | None:
    """ "wittt" is "wit", and "wiitteee" is "witte"; "wite" is neither: letters are only added."""
    runs = RUNS.findall(typed)
    for word in by.squeezed.get(_squeeze(typed), ()):
        more = [len(a) - len(b) for (a, _), (b, _) in zip(runs, RUNS.findall(word), strict=True)]
        if min(more) >= 0 and not (len(word) == 3 and more == [0, 1, 0] and typed[1] in VOWELS):
            return word
    return None


def _ending(typed: str, by: Speller) -> str | None:
    for ending in ENDINGS:
        stem = typed.removesuffix(ending)
        if stem != typed and stem in by.entries and len(stem) >= (4 if ending == "s" else 3):
            return stem
    return None


def _one_letter_off(typed: str, by: Speller) -> str | None:
    sound = _sound(typed)
    if len(typed) < LETTER:
        return None
    some = _alike(sound, 1, by.by_shape)
    return next((word for word, other in some if _is_off(sound, other)), None)


def _alike(sound: str, most: int, words: Shapes) -> Iterator[tuple[str, str]]:
    """Words with the same first letter whose length differs at most so much, and their sounds."""
    for length in range(len(sound) - most, len(sound) + most + 1):
        yield from words.get((sound[0], length), ())


def _is_off(sound: str, other: str) -> bool:
    # Of equal length and with the same letters, two changed places.
    wrong = len(sound) == len(other) and sorted(sound) != sorted(other)
    return OSA.distance(sound, other, score_cutoff=1) == 1 and len(other) >= (
        WRONG if wrong else LETTER
    )


def _together(typed: str, by: Speller) -> Spelt | None:
    """ "hebjecoke" is "heb je coke": words of the list, one an entry, none tiny at a rim."""
    if len(typed) < LETTER or not by.inside or not by.inside.search(typed):
        return None
    pieces = _pieces(typed, by)
    if not any(one in by.entries for one in pieces) or is_ordinary(typed):
        return None
    return Spelt(pieces) if len(pieces[0]) > 2 < len(pieces[-1]) else None


def _pieces(typed: str, by: Speller) -> tuple[str, ...]:
    # ways[n]: the fewest words that make up the first n letters.
    ways: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(2, len(typed) + 1):
        found = [
            (*ways[start], typed[start:end])
            for start in range(end - 1)
            if start in ways and typed[start:end] in by.beside
        ]
        if found:
            ways[end] = min(found, key=len)
    return ways.get(len(typed), ())


def _aside(typed: str, by: Speller) -> Spelt | None:
    """ "witte wjn" is wine: words of exceptions are understood sooner, since nobody is caught by
    them; at most a buyer is missed.
    """
    if len(typed) < LONG:
        return None
    sound = _sound(typed)
    for word, other in _alike(sound, 1, by.aside):
        if len(word) > LONG and OSA.distance(sound, other, score_cutoff=1) <= 1:
            return None if is_ordinary(typed) else Spelt((word,))
    return None


def _almost(typed: str, by: Speller) -> Spelt:
    part = by.inside.search(typed) if by.inside and len(typed) > MENTIONED else None
    if part and _is_mentioned(typed, part[0]):
        return Spelt((typed,), part[0], PART)
    sound = _sound(typed)
    for word, other in _alike(sound, 2 if len(sound) >= FAR - 1 else 1, by.by_shape):
        most = 2 if len(word) >= FAR else 1
        if len(other) <= MENTIONED or word not in by.entries:
            continue
        if OSA.distance(sound, other, score_cutoff=most) <= most:
            return _apart(typed, word, OSA.distance(sound, other))
    return Spelt((typed,))


def _is_mentioned(typed: str, part: str) -> bool:
    # "speedboot" is worth a look; "methode" and "ontwikkeld" are not.
    begins = typed.startswith(part)
    return len(part) >= MENTIONED + (not begins) and (
        not is_ordinary(typed) or (begins and len(part) > MENTIONED)
    )


def _apart(typed: str, word: str, differences: int) -> Spelt:
    if not is_ordinary(typed):
        return Spelt((typed,), word, TOO_FAR)
    return Spelt((typed,), word, OWN_WORD) if differences == 1 else Spelt((typed,))


def _squeeze(word: str) -> str:
    return RUNS.sub(r"\2", word)


def _sound(word: str) -> str:
    for spelled, plain in SPELLINGS:
        word = word.replace(spelled, plain)
    return word


def _swaps(word: str) -> set[str]:
    pairs = range(len(word) - 1)
    return {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in pairs} - {word}
