"""What a wording list would catch in files that are not imported yet. Nothing is stored."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from outreach import buyers, intake, numbers, selection
from outreach.buyers import Judged
from outreach.intake import Upload
from problem import Problem

SAMPLE = 20
OF_ONE_WORD = 2  # so that a common word doesn't fill the sample


@dataclass(frozen=True)
class WordCount:
    """What one entry of the list catches: distinct senders who can be texted, and messages."""

    word: str
    senders: int
    messages: int


@dataclass(frozen=True)
class Caught:
    """A text that the list catches; every number in it and its sender's is masked."""

    number: str
    text: str
    word: str


@dataclass(frozen=True)
class Preview:
    """`words` in order of what they catch, the idle ones last; `senders` distinct in all."""

    words: tuple[WordCount, ...]
    sample: tuple[Caught, ...]
    senders: int
    messages: int


def preview(uploads: Sequence[Upload], words: str) -> Preview:
    """Try a wording list on files. Raises Problem for a bad list, or when no file can be read."""
    parsed = selection.parse(words)
    caught = [one for one in _judged(uploads, parsed) if one.word and not one.reason]
    messages = Counter(one.word for one in caught)
    senders = Counter(word for word, _ in {(one.word, one.number) for one in caught})
    counts = [WordCount(word, senders[word], messages[word]) for word in parsed.entries]
    return Preview(
        words=tuple(sorted(counts, key=lambda one: (-one.senders, -one.messages, one.word))),
        sample=tuple(_sample(caught)),
        senders=len({one.number for one in caught}),
        messages=len(caught),
    )


def _judged(uploads: Sequence[Upload], words: selection.Words) -> Iterator[Judged]:
    problems: list[Problem] = []
    for upload in uploads:
        try:
            export = intake.read(upload)
        except Problem as problem:
            problems.append(problem)
            continue
        yield from buyers.judge(export, words)
    if problems and len(problems) == len(uploads):
        raise problems[0]


def _sample(caught: list[Judged]) -> Iterator[Caught]:
    shown: Counter[str] = Counter()
    for one in caught:
        if shown[one.word] < OF_ONE_WORD and shown.total() < SAMPLE:
            shown[one.word] += 1
            text = numbers.masked_in(one.sighting.text)
            yield Caught(numbers.masked(one.number), text, one.word)
