"""Sealing and blind indexes; the keys' files."""

import stat
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from trust.vault import KeyRoom, RingMissing


def test_what_was_sealed_opens_with_the_same_ring_and_purpose(tmp_path: Path) -> None:
    ring = KeyRoom(tmp_path).ring("care", make=True)
    sealed = ring.seal("ik wil praten", "text")
    assert "praten" not in sealed
    assert ring.open(sealed, "text") == "ik wil praten"


@pytest.mark.parametrize(
    "ring, purpose",
    [
        ("care", "number"),  # another column's purpose
        ("outreach", "text"),  # another room's key
    ],
)
def test_nothing_else_opens_it(tmp_path: Path, ring: str, purpose: str) -> None:
    keys = KeyRoom(tmp_path)
    sealed = keys.ring("care", make=True).seal("ik wil praten", "text")
    with pytest.raises(InvalidTag):
        keys.ring(ring, make=True).open(sealed, purpose)


def test_the_same_text_is_sealed_differently_each_time(tmp_path: Path) -> None:
    ring = KeyRoom(tmp_path).ring("care", make=True)
    assert ring.seal("a", "text") != ring.seal("a", "text")


def test_a_person_has_no_common_index_in_two_rooms(tmp_path: Path) -> None:
    keys = KeyRoom(tmp_path)
    care, gate = (keys.ring(name, make=True) for name in ("care", "gate"))
    number = "+31612345678"
    assert care.index(number, "person") == keys.ring("care").index(number, "person")
    assert care.index(number, "person") != gate.index(number, "person")
    assert care.index(number, "person") != care.index(number, "token")


def test_key_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    keys = KeyRoom(tmp_path / "keys")
    keys.ring("care", make=True)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "keys" / "care.json").stat().st_mode) == 0o600


def test_a_destroyed_ring_never_comes_back(tmp_path: Path) -> None:
    keys = KeyRoom(tmp_path)
    sealed = keys.ring("campaign-1", make=True).seal("+31612345678", "recipient")
    keys.destroy("campaign-1")
    assert not keys.has("campaign-1")
    with pytest.raises(RingMissing):
        keys.ring("campaign-1")
    with pytest.raises(InvalidTag):
        keys.ring("campaign-1", make=True).open(sealed, "recipient")


def test_asking_for_a_ring_that_is_not_there_makes_none(tmp_path: Path) -> None:
    with pytest.raises(RingMissing):
        KeyRoom(tmp_path).ring("care")
    assert list(tmp_path.iterdir()) == []


def test_a_ring_never_shows_its_keys(tmp_path: Path) -> None:
    ring = KeyRoom(tmp_path).ring("care", make=True)
    assert repr(ring) == "Vault()"
