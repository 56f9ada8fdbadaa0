"""Texts to look at before anybody is texted: some that were caught, some that were just missed.

A sender stands in a sample once, and each has the same chance to (reservoir sampling), so that
what a reviewer finds in it says something about all of them.
"""

from collections.abc import Container
from dataclasses import dataclass
from random import Random

from outreach import numbers
from outreach.selection import Verdict

SHOWN = 20
KEPT = 200  # of who was just missed: many of them are caught by another text
LONGEST = 320  # characters shown of a text
MASKED = 700  # characters of it that are masked: enough, as masking makes a text shorter


@dataclass(frozen=True)
class Sample:
    """One text. `number` is E.164, to drop the sender by, and shown masked only.

    `text`: numbers in it masked. `word`: the entry that caught it, or that it just missed;
    `why`: why it was missed, '' when it was caught.
    """

    number: str
    text: str
    word: str
    why: str


class Samples:
    """Two samples, filled while a file is read; the same file gives the same samples."""

    def __init__(self) -> None:
        self.dice = Random(750)  # noqa: S311 - a sample, no secret
        self.persons: dict[str, set[str]] = {"caught": set(), "missed": set()}
        self.kept: dict[str, list[Sample]] = {"caught": [], "missed": []}

    def caught(self, person: str, text: str, verdict: Verdict) -> None:
        """A text that a wording caught."""
        if person not in self.persons["caught"]:
            self._offer("caught", Sample(person, shown(text), verdict.word, ""))

    def missed(self, person: str, text: str, verdict: Verdict) -> None:
        """A text that none caught, though little was lacking."""
        if person not in self.persons["missed"]:
            self._offer("missed", Sample(person, shown(text), verdict.near, verdict.why))

    def of_chosen(self, chosen: Container[str]) -> tuple[Sample, ...]:
        """What to show of those who were chosen."""
        return self._some([one for one in self.kept["caught"] if one.number in chosen])

    def of_others(self, chosen: Container[str]) -> tuple[Sample, ...]:
        """What to show of those who were not."""
        return self._some([one for one in self.kept["missed"] if one.number not in chosen])

    def _some(self, samples: list[Sample]) -> tuple[Sample, ...]:
        return tuple(self.dice.sample(samples, min(SHOWN, len(samples))))

    def _offer(self, which: str, sample: Sample) -> None:
        self.persons[which].add(sample.number)
        kept = self.kept[which]
        if len(kept) < KEPT:
            kept.append(sample)
            return
        place = self.dice.randrange(len(self.persons[which]))
        if place < KEPT:
            kept[place] = sample


def shown(text: str) -> str:
    """A text for the eye: its numbers masked, and not too long."""
    # Masked before it is cut: half a number is too short to be masked, and says enough.
    begin = _cut(text, MASKED)
    masked = numbers.masked_in(begin)
    shown = _cut(masked, LONGEST)
    return shown + ("…" if begin != text or shown != masked else "")


def _cut(text: str, length: int) -> str:
    # After a letter, so that no number is cut in two.
    end = length if len(text) > length else 0
    while end and not numbers.is_letter(text[end - 1]):
        end -= 1
    return text[:end] if len(text) > length else text
