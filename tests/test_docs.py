"""What the documents name is there."""

import re
from pathlib import Path

import pytest

import manage

ROOT = Path(__file__).parent.parent
DOCS = [
    *("README.md", "SECURITY.md", "CHANGELOG.md"),
    *("docs/architecture.md", "docs/postgresql.md", "docs/triage.md", "docs/twilio.md"),
]
MADE = {"data/keys", "keys"}  # by the first start


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DOCS)
def test_every_path_that_a_document_names_exists(name: str) -> None:
    text = _text(name)
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    quoted = re.findall(r"`([a-z_]+(?:/[A-Za-z_.0-9-]+)+/?|[a-z_]+\.(?:py|toml))`", text)
    missing = [
        path
        for path in [*linked, *quoted]
        if path not in MADE
        and not (ROOT / path).exists()
        and not ((ROOT / name).parent / path).exists()
    ]
    assert (linked or quoted) or name == "CHANGELOG.md"
    assert missing == []


def test_every_make_target_and_command_that_the_readme_names_exists() -> None:
    text, makefile = _text("README.md"), _text("Makefile")
    for target in re.findall(r"\bmake ([a-z]+)", text):
        assert f"\n{target}:" in makefile or target in ("and",), target
    for command in re.findall(r"manage\.py ([a-z-]+)", text):
        assert command in manage.cli.commands, command


def test_the_make_help_lists_every_target() -> None:
    targets = re.search(r"\.PHONY: (.*)", _text("Makefile"))
    assert targets
    for target in targets[1].split():
        assert re.search(rf"^{target}:.*## ", _text("Makefile"), re.M), target
