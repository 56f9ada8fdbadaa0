"""The do-not-text list: for ever, without time, and too coarse to prove anything of a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db import each
from gate.room import Gate
from settings import WrongSetting

STOP = ""  # stands where a campaign's id would: said stop, or was the wrong person


@dataclass(frozen=True)
class _Asked:
    campaign: str
    persons: tuple[int, ...]


def admit(gate: Gate, campaign: str, numbers: Sequence[str]) -> list[bool]:
    """Per E.164 number: may this campaign text it? Admitting puts it on the list for ever.

    A number is admitted unless the list has its index from elsewhere than this campaign. So a
    retry is admitted again, and two recipients who share an index are both texted.
    """
    if campaign == STOP:
        raise ValueError("a campaign needs an id: '' would read as a stop")
    persons = tuple(cut_index(gate, number) for number in numbers)
    return gate.db.write(_admit, _Asked(campaign, persons))


def add(gate: Gate, number: str) -> None:
    """Never let a campaign text this E.164 number again; repeating it changes nothing."""
    gate.db.write(_add, cut_index(gate, number))


def cut_index(gate: Gate, number: str) -> int:
    """The number's index, cut to so few bits that about 24 Dutch mobile numbers share each."""
    index = int(gate.vault.index(number, "person"), 16)
    return index >> (256 - gate.settings.gate.index_bits)


def need_its_bits(gate: Gate) -> None:
    """At the first start keep to how many bits the list is cut; later raise WrongSetting
    when the setting is another, with which nobody on the list would be found.
    """
    chosen = gate.settings.gate.index_bits
    kept = gate.db.write(each(_keep_bits), chosen)
    if kept != chosen:
        raise WrongSetting(
            f"gate.index_bits = {chosen} is wrong: the do-not-text list of this data was begun "
            f"with {kept}, and with another number nobody on it would be found. Allowed: {kept}."
        )


def _keep_bits(tx: Any, bits: int) -> int:
    tx.stops.keep_bits(bits=bits)
    return int(tx.stops.bits())


def _admit(tx: Any, items: list[_Asked]) -> list[list[bool]]:
    persons = {person for item in items for person in item.persons}
    listed: dict[int, set[str]] = {person: set() for person in persons}
    for row in tx.stops.of(persons=sorted(persons)):
        listed[row["person"]].add(row["campaign"])
    fresh: set[tuple[int, str]] = set()
    verdicts = [_admit_one(item, listed, fresh) for item in items]
    insert(tx, fresh)
    return verdicts


def _admit_one(
    item: _Asked, listed: dict[int, set[str]], fresh: set[tuple[int, str]]
) -> list[bool]:
    verdicts = [listed[person] <= {item.campaign} for person in item.persons]
    for person, admitted in zip(item.persons, verdicts, strict=True):
        if admitted and not listed[person]:
            listed[person].add(item.campaign)
            fresh.add((person, item.campaign))
    return verdicts


def _add(tx: Any, items: list[int]) -> list[None]:
    insert(tx, {(person, STOP) for person in items})
    return [None] * len(items)


def insert(tx: Any, entries: set[tuple[int, str]]) -> None:
    """Within a write: put cut indexes on the list, each with its campaign or STOP."""
    ordered = sorted(entries)
    if ordered:
        tx.stops.add(persons=[one[0] for one in ordered], campaigns=[one[1] for one in ordered])
