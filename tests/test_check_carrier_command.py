"""`manage.py check-carrier`: what the settings alone say about a real campaign."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import settings as all_settings
from carrier.findings import Finding
from manage import cli
from running import checking

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """No account is asked: its secrets are not there."""
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def found(data: Path, **sections: dict[str, Any]) -> list[Finding]:
    raw = {"carrier": {"name": "twilio"}, "wall": {"operator": "GGD"}, **sections}
    return checking.findings(all_settings.check(raw, serving=False), data)


def says(findings: list[Finding], mark: str) -> str:
    return "\n".join(one.says for one in findings if one.mark == mark)


def test_the_sandbox_is_told_with_what_to_set_and_all_is_well() -> None:
    result = CliRunner().invoke(cli, ["check-carrier", "--config", str(ROOT / "config.toml")])
    assert result.output.startswith('look   carrier.name is "sandbox"')
    for name in ("carrier.sender", "webhook.public_address", "wall.operator", "TWILIO_AUTH_TOKEN"):
        assert name in result.output
    assert result.exit_code == 0


def test_a_real_carrier_without_an_operator_or_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[carrier]\nname = "twilio"\n')
    for name, sentence in (("config.toml", "wall.operator"), ("none.toml", "--config")):
        result = CliRunner().invoke(cli, ["check-carrier", "--config", str(tmp_path / name)])
        assert result.exit_code == 1
        assert result.output.startswith("Error: ")
        assert sentence in result.output


@pytest.mark.parametrize(
    ("address", "mark", "sentence"),
    [
        ("", "wrong", "no address on the internet"),
        ("https://localhost", "wrong", "no address on the internet"),
        ("https://uitweg", "wrong", "no address on the internet"),
        ("https://127.0.0.1:8080", "wrong", "no address on the internet"),
        ("https://192.168.1.5", "wrong", "no address on the internet"),
        ("https://[::1]:8080", "wrong", "no address on the internet"),
        ("https://uitweg.local", "wrong", "no address on the internet"),
        ("http://uitweg.example", "wrong", "is not https"),
        ("https://uitweg.example", "ok", "The public address is https://uitweg.example."),
        ("https://9.9.9.9", "ok", "The public address is https://9.9.9.9."),
    ],
)
def test_the_public_address_must_be_one_that_a_phone_can_open(
    tmp_path: Path, address: str, mark: str, sentence: str
) -> None:
    assert sentence in says(found(tmp_path, webhook={"public_address": address}), mark)


def test_who_signs_in_who_is_told_and_whose_machine_it_is(tmp_path: Path) -> None:
    findings = found(tmp_path)
    assert "no other sign-in yet, so it can't send for real" in says(findings, "wrong")
    assert "wall.operator names GGD" in says(findings, "ok")
    assert "mail.host is empty" in says(findings, "look")
    mail = {"host": "mail.example", "sender": "uitweg@mail.example"}
    assert "mail.host" not in says(found(tmp_path, mail=mail), "look")


def test_missing_secrets_are_told_beside_the_rest(tmp_path: Path) -> None:
    assert "TWILIO_AUTH_TOKEN is not set" in says(found(tmp_path), "wrong")


def test_a_folder_of_the_sandbox_is_not_for_real_people(tmp_path: Path) -> None:
    assert "used with the sandbox" not in says(found(tmp_path), "look")
    (tmp_path / "sandbox.sqlite").touch()
    assert "used with the sandbox" in says(found(tmp_path), "look")


def test_the_worst_comes_first_and_long_lines_are_wrapped_without_cutting_an_address() -> None:
    address = "https://uitweg.example/" + "a-b" * 40
    some = [Finding("ok", "Well."), Finding("look", "Know."), Finding("wrong", "word " * 30)]
    marked = "\n".join(checking.lines([*some, Finding("wrong", f"Set it to {address}.")]))
    lines = marked.splitlines()
    assert [line[:7].strip() for line in lines[:-1]] == ["wrong", "", "wrong", "", "look", "ok"]
    assert all(len(line) <= 100 or address in line for line in lines)
    assert f"       {address}." in lines


def test_only_what_is_wrong_makes_the_command_fail() -> None:
    fine = [Finding("ok", "All is well."), Finding("look", "Know this.")]
    assert not checking.wrong(fine)
    assert checking.wrong([*fine, Finding("wrong", "Not yet.")])
    assert [*checking.lines(fine)] == [
        "look   Know this.",
        "ok     All is well.",
        "In all: 0 wrong, 1 to look at, 1 ok.",
    ]
