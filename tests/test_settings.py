"""A wrong setting stops the start with its name, its value and what is allowed."""

from pathlib import Path
from typing import Any

import pytest

import settings
from settings import WrongSetting

ROOT = Path(__file__).parent.parent


def test_the_shipped_file_is_right_and_says_the_defaults() -> None:
    assert settings.load(ROOT / "config.toml") == settings.check({})


def test_every_setting_stands_in_the_shipped_file_with_a_comment() -> None:
    text = (ROOT / "config.toml").read_text()
    for section, model in settings.Settings.model_fields.items():
        for name in model.annotation.model_fields:
            assert f"{name} = " in text or f"[{section}.{name}]" in text, f"{section}.{name}"


@pytest.mark.parametrize(
    "raw, words",
    [
        ({"dashboard": {"port": 99999}}, ["dashboard.port", "99999", "65535"]),
        ({"database": {"engine": "mysql"}}, ["database.engine", "mysql", "'postgresql'"]),
        ({"house": {"language": "fy"}}, ["house.language", "'fy'", "'nl' or 'en'"]),
        ({"carrier": {"sender": "0612"}}, ["carrier.sender", "0612", "E.164"]),
        ({"carrier": {"campaign_share": 0.9}}, ["campaign_share", "0.9", "0.8"]),
        ({"launch": {"recipients": 5}}, ["launch.recipients", "5", "100"]),  # would point at people
        ({"gate": {"withhold_below": 1}}, ["withhold_below", "1", "10"]),
        ({"gate": {"colour": "red"}}, ["gate.colour", "not a setting"]),
        ({"webhook": {"public_address": "zwolle"}}, ["public_address", "zwolle"]),
        ({"sending": {"window_start": "25:00"}}, ["window_start", "25:00"]),
        (
            {"sending": {"window_start": "20:00", "window_end": "10:00"}},
            ["window_end", "10:00", "20:00"],  # it would never open
        ),
        ({"targets": {"answer_until": "08:00"}}, ["answer_until", "08:00", "09:00"]),
        ({"webhook": {"port": 8501}}, ["webhook.port", "8501", "dashboard.port"]),
        ({"webhook": {"host": ""}}, ["webhook.host"]),
        ({"carrier": {"rate": float("inf")}}, ["carrier.rate", "inf", "10000"]),
        ({"dashboard": 5}, ["dashboard", "5", "section"]),
        ({"carrier": {"rate": "fast"}}, ["carrier.rate", "'fast'", "a number"]),
        ({"house": {"example": "maybe"}}, ["house.example", "'maybe'", "true or false"]),
    ],
)
def test_a_wrong_setting_names_itself(raw: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(WrongSetting) as caught:
        settings.check(raw)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org", "::"])  # noqa: S104
def test_demo_sign_in_refuses_an_open_dashboard(host: str) -> None:
    with pytest.raises(WrongSetting, match="not loopback"):
        settings.check({"dashboard": {"host": host}})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_demo_sign_in_takes_loopback(host: str) -> None:
    assert settings.check({"dashboard": {"host": host}}).dashboard.host == host


def test_demo_sign_in_refuses_a_real_carrier() -> None:
    with pytest.raises(WrongSetting, match="real people"):
        settings.check({"carrier": {"name": "twilio"}, "wall": {"operator": "GGD"}})


def test_only_where_nobody_signs_in_does_demo_sign_in_go_with_a_real_carrier() -> None:
    raw = {"carrier": {"name": "twilio"}, "wall": {"operator": "GGD"}}
    assert settings.check(raw, serving=False).carrier.name == "twilio"
    with pytest.raises(WrongSetting, match="wall.operator"):
        settings.check(raw | {"wall": {}}, serving=False)
    with pytest.raises(WrongSetting, match="not loopback"):
        settings.check(raw | {"dashboard": {"host": "192.168.1.5"}}, serving=False)


def test_the_fallback_has_a_port_of_its_own_and_an_address_if_any() -> None:
    assert settings.check({"webhook": {"port": 0}, "dashboard": {"port": 0}})
    for taken in ("webhook", "dashboard"):
        raw = {"webhook": {"fallback_port": 9000}, "dashboard": {}}
        raw[taken]["port"] = 9000
        with pytest.raises(WrongSetting, match="webhook.fallback_port = 9000"):
            settings.check(raw)
    public = {"public_address": "https://uitweg.example"}
    assert settings.check({"webhook": public}).fallback_address == "https://uitweg.example"
    other = public | {"fallback_address": "https://other.example"}
    assert settings.check({"webhook": other}).fallback_address == "https://other.example"


def test_a_missing_file_and_a_broken_one_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="--config"):
        settings.load(tmp_path / "none.toml")
    (tmp_path / "broken.toml").write_text("[house\n")
    with pytest.raises(WrongSetting, match="not valid TOML"):
        settings.load(tmp_path / "broken.toml")
    (tmp_path / "latin.toml").write_bytes("# één".encode("latin-1"))
    with pytest.raises(WrongSetting, match="UTF-8"):
        settings.load(tmp_path / "latin.toml")
    with pytest.raises(WrongSetting, match="--config"):
        settings.load(tmp_path)  # a folder
    (tmp_path / "flat.toml").write_text("dashboard = 5\n")
    with pytest.raises(WrongSetting, match="dashboard"):
        settings.load(tmp_path / "flat.toml", {"dashboard": {"port": 8502}})


def test_a_missing_secret_says_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UITWEG_TEST", raising=False)
    with pytest.raises(WrongSetting, match="UITWEG_TEST"):
        settings.secret("UITWEG_TEST")


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings.check({}).house.language = "en"  # type: ignore[misc]


def test_every_pattern_says_in_words_what_is_allowed() -> None:
    for section in settings.Settings.model_fields:
        for name in settings.Settings.model_fields[section].annotation.model_fields:
            try:
                settings.check({section: {name: " "}})
            except WrongSetting as wrong:
                assert "pattern" not in str(wrong)
