"""Data whose keys are lost is not opened with new ones."""

from pathlib import Path

import pytest

import house as houses
from problem import Problem
from settings import Gate as GateSettings
from settings import Settings, WrongSetting
from tests.conftest import Postbox

ANNA = "+31612345601"


@pytest.fixture
def data(tmp_path: Path, settings: Settings) -> Path:
    """A house's data after a day: somebody said stop."""
    started = _start(settings, tmp_path / "data")
    started.helpdesk.gate.stop(ANNA)
    started.close()
    return tmp_path / "data"


def _start(settings: Settings, data: Path) -> houses.House:
    return houses.build(settings, data, Postbox())  # type: ignore[arg-type]


@pytest.mark.parametrize("room", ["gate", "care"])
def test_without_its_keys_it_does_not_start_until_they_are_put_back(
    data: Path, settings: Settings, room: str
) -> None:
    ring = data / "keys" / f"{room}.json"
    kept = ring.rename(data / "kept")
    for _ in range(2):
        with pytest.raises(Problem, match="keys of this data are missing.*Put the folder"):
            _start(settings, data)
        assert not ring.exists()
    kept.rename(ring)
    again = _start(settings, data)
    assert again.outreach.gate.admit("other", [ANNA]) == [False]
    again.close()


@pytest.mark.parametrize("room", ["gate", "care"])
@pytest.mark.parametrize("half", [False, True])
def test_with_the_keys_of_other_data_it_does_not_start(
    data: Path, tmp_path: Path, settings: Settings, room: str, half: bool
) -> None:
    from trust.vault import KeyRoom

    KeyRoom(tmp_path / "others").ring(room, make=True)
    others = (tmp_path / "others" / f"{room}.json").read_text()
    (data / "keys" / f"{room}.json").write_text(others[:40] if half else others)
    with pytest.raises(Problem, match="those of other data"):
        _start(settings, data)


def test_a_kill_between_ring_and_database_at_the_first_start_heals(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("trust.vault.Vault.seal", killed)
        with pytest.raises(KeyboardInterrupt):
            _start(settings, tmp_path / "data")
    _start(settings, tmp_path / "data").close()


def test_the_list_is_never_read_with_another_number_of_bits(data: Path, settings: Settings) -> None:
    other = settings.model_copy(update={"gate": GateSettings(index_bits=24)})
    with pytest.raises(WrongSetting, match=r"gate.index_bits = 24 .* Allowed: 22\."):
        _start(other, data)
    _start(settings, data).close()
