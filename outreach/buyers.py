"""Who in an export is chosen, and why the others aren't. Pure: texts go no further than samples."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from operator import itemgetter

from outreach import numbers, selection
from outreach.intake.layout import Layout
from outreach.intake.moments import AMSTERDAM
from outreach.intake.sighting import ReadExport, Sighting
from outreach.numbers import Number
from outreach.rows import Rows
from outreach.rule import Rule
from outreach.samples import Samples, shown
from outreach.tally import Found, Rejection, Tally, Turned, WordCount, ordered
from problem import N_

REMEMBERED = 100_000  # spellings and texts: most come again and again
LONGEST = 320  # characters of one that is remembered
OF_A_NAME = 40  # characters shown of a column's name

OUTGOING = N_("Sent from this phone, so not by a buyer.")
OWNER = N_("The number of a seized phone's owner.")
NO_WORDING = N_("None of the wordings stands in the text.")
CALL = N_("A call: there is no text to judge.")
CONTACT = N_("A contact, who may never have written.")
NOT_THEN = N_("Not in the chosen period.")
UNDATED = N_("It has no date, and a period was chosen.")
TOO_FEW = N_("Fewer of such messages than was asked for.")
NOT_CHOSEN = frozenset({OUTGOING, NO_WORDING, CALL, CONTACT, NOT_THEN, UNDATED, OWNER, TOO_FEW})


Tell = Callable[[int], None]
alike = itemgetter(*map(Sighting._fields.index, ("number", "direction", "kind", "reason")))
TELL_EVERY = 2000


class Fate:
    """What becomes of sightings that are alike in all but text, moment and row.

    `reason`: why they are rejected, whatever the text; '' else. `rows`: where they are counted;
    None when that hangs on text or moment.
    """

    __slots__ = ("number", "reason", "rows")

    def __init__(self, number: Number, reason: str, rows: Rows | None) -> None:
        self.number, self.reason, self.rows = number, reason, rows


class Choosing:
    """One file on its way through a rule. `region` is where numbers without a country belong."""

    def __init__(self, rule: Rule, region: str = "NL", turned: Turned | None = None) -> None:
        self.rule, self.region, self.turned = rule, region, turned
        self.words = selection.parse(rule.words) if rule.mode == "buyers" else None
        self.since = _midnight(rule.since)
        self.until = _midnight(rule.until and rule.until + timedelta(days=1))
        self.fates: dict[tuple[str, ...], tuple[Fate, ...]] = {}
        self.read: dict[str, tuple[Number, ...]] = {}
        self.judged: dict[str, selection.Verdict] = {}
        self.found: dict[str, Found] = {}
        self.rejected: dict[str, Rows] = {}
        self.senders: set[str] = set()
        self.messages: Counter[str] = Counter()
        self.examples: dict[str, str] = {}
        self.by_word: dict[str, set[str]] = {}
        self.samples = Samples()
        self.sightings = 0

    def take_all(self, sightings: Iterable[Sighting], tell: Tell) -> None:
        """Look at each sighting; a cell with several numbers is as many sightings."""
        fates, whole = self.fates, self.turned is None
        for count, seen in enumerate(sightings):
            some = fates.get(alike(seen)) or self._fates(seen)
            self.sightings += len(some)
            for fate in some:
                if whole and fate.rows is not None:
                    fate.rows.add(seen.sheet, seen.row)  # most sightings: as quick as can be
                else:
                    self._one(seen, fate)
            if not count % TELL_EVERY:
                tell(count)

    def _one(self, seen: Sighting, fate: Fate) -> None:
        reason, rows = fate.reason, fate.rows
        if rows is None:
            reason = self._when(seen) or self._what(seen, fate.number)
            rows = self._left(reason) if reason else self._chosen(seen, fate.number)
        rows.add(seen.sheet, seen.row)
        if reason and self.turned:
            self.turned(_title(seen.sheet), seen.row, _to_show(fate.number, reason), reason)

    def _fates(self, seen: Sighting) -> tuple[Fate, ...]:
        some = self.read.get(seen.number) or self._read(seen.number)
        if len(some) > 1 and seen.kind not in ("listed", "contact"):
            some = (numbers.read(seen.number, self.region),)  # who of them wrote it?
        found = tuple(self._fate(seen, one) for one in some)
        if len(self.fates) >= REMEMBERED:
            self.fates.clear()
        if len(seen.number) <= LONGEST:
            self.fates[alike(seen)] = found
        return found

    def _read(self, raw: str) -> tuple[Number, ...]:
        if len(self.read) >= REMEMBERED:
            self.read.clear()
        self.read[raw] = some = numbers.read_all(raw, self.region)
        return some

    def _fate(self, seen: Sighting, number: Number) -> Fate:
        if seen.direction != "out" and not seen.reason:
            self.senders.add(number.number or seen.number)
        reason = self._never(seen, number)
        if reason:
            return Fate(number, reason, self._left(reason))
        dated = self.since is not None or self.until is not None
        sure = seen.kind == "listed" or (self.words is None and not dated)
        return Fate(number, "", self._chosen(seen, number) if sure else None)

    def _never(self, seen: Sighting, number: Number) -> str:
        everybody = self.rule.mode == "all"
        if seen.direction == "out" and not everybody:
            return OUTGOING
        if seen.reason and not everybody:
            return seen.reason
        if not number.textable:
            return number.reason
        if everybody or seen.kind == "listed":
            return ""
        if seen.kind == "contact":
            return CONTACT
        return CALL if seen.kind == "call" and self.words else ""

    def _when(self, seen: Sighting) -> str:
        if self.since is None and self.until is None:
            return ""
        if seen.moment is None:
            return UNDATED
        too_early = self.since is not None and seen.moment < self.since
        too_late = self.until is not None and seen.moment >= self.until
        return NOT_THEN if too_early or too_late else ""

    def _what(self, seen: Sighting, number: Number) -> str:
        if self.words is None:
            return ""
        verdict = self.judged.get(seen.text) or self._judge(seen.text, self.words)
        person = number.number or ""
        if verdict.word:
            self.messages[verdict.word] += 1
            if verdict.word not in self.examples:
                self.examples[verdict.word] = shown(seen.text)
            self.by_word.setdefault(verdict.word, set()).add(person)
            self.samples.caught(person, seen.text, verdict)
            return ""
        if verdict.near:
            self.samples.missed(person, seen.text, verdict)
        return NO_WORDING

    def _judge(self, text: str, words: selection.Words) -> selection.Verdict:
        verdict = selection.judge(text, words)
        if len(self.judged) >= REMEMBERED:
            self.judged.clear()
        if len(text) <= LONGEST:
            self.judged[text] = verdict
        return verdict

    def retitle(self) -> None:
        """A sheet's title may be somebody's number, and titles are stored."""
        for rows in (*self.rejected.values(), *(one.rows for one in self.found.values())):
            if rows.by_sheet.keys() != {""}:
                rows.retitle(_title)

    def _left(self, reason: str) -> Rows:
        return self.rejected.setdefault(reason, Rows())

    def _chosen(self, seen: Sighting, number: Number) -> Rows:
        e164 = number.number or ""
        found = self.found.setdefault(e164, Found(number.kind, False))
        found.listed = found.listed or seen.kind == "listed"
        return found.rows


def choose(
    export: ReadExport,
    rule: Rule,
    name: str = "",
    region: str = "NL",
    tell: Tell | None = None,
    turned: Turned | None = None,
) -> Tally:
    """Read a file to its end under a rule. `tell` hears how many rows were read, now and then.

    `turned` hears of each sighting that is left out on its own account. Raises Problem for a
    wording list that can't be read, and for a file that turns out to be damaged.
    """
    choosing = Choosing(rule, region, turned)
    choosing.take_all(export.sightings, tell or _nobody)
    choosing.retitle()
    return _tally(choosing, export, name)


def _tally(choosing: Choosing, export: ReadExport, name: str) -> Tally:
    read = [numbers.read_all(raw, choosing.region) for raw in export.owners]
    owners = {one.number for some in read for one in some if one.number}
    rejected = [Rejection(why, rows.amount, str(rows)) for why, rows in choosing.rejected.items()]
    whole = Tally(
        name=name,
        format=export.format,
        layout=masked(export.layout) if export.layout else None,
        owners=tuple(sorted(owners)),
        sightings=choosing.sightings,
        senders=len(choosing.senders - owners),
        found=choosing.found,
        rejected=ordered(rejected),
        words=_word_counts(choosing),
        caught=choosing.samples.of_chosen(choosing.found),
        missed=choosing.samples.of_others(choosing.found),
    )
    return whole.without(lambda number: number in owners, OWNER, choosing.turned)


def _title(sheet: str) -> str:
    return numbers.masked_label(sheet[:OF_A_NAME])


def masked(layout: Layout) -> Layout:
    """A layout to be shown: of a table without a header its names are what its first row says."""
    names = (numbers.masked_in(name[:LONGEST])[:OF_A_NAME] for name in layout.names)
    return replace(layout, names=tuple(names))


def _to_show(number: Number, reason: str) -> str:
    # Only where the number is what is wrong: who wasn't chosen is nobody's business.
    if reason in NOT_CHOSEN:
        return ""
    return numbers.masked(number.number) if number.number else number.raw


def _word_counts(choosing: Choosing) -> tuple[WordCount, ...]:
    entries = choosing.words.entries if choosing.words else ()
    counts = [
        WordCount(
            word,
            len(choosing.by_word.get(word, ())),
            choosing.messages[word],
            choosing.examples.get(word, ""),
        )
        for word in entries
    ]
    return tuple(sorted(counts, key=lambda one: (-one.senders, -one.messages, one.word)))


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), AMSTERDAM)


def _nobody(_rows: int) -> None:
    """Nobody waits at a screen."""
