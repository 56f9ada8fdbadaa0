"""The data files: every language says the same, and the style can be read."""

import re
from pathlib import Path
from typing import Any

import pytest

from helpdesk import triage
from webhook.site import texts
from webhook.site.organisations import SELF_HELP, directory
from webhook.site.page import STATIC

OTHERS = [language for language in texts.LANGUAGES if language != "nl"]


def sentences(value: Any, path: str = "") -> dict[str, str]:
    """Every sentence by its place: "question.items.0.q"."""
    if isinstance(value, str):
        return {path: value}
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    return {k: v for key, one in pairs for k, v in sentences(one, f"{path}.{key}").items()}


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_every_sentence_and_its_blanks(language: str) -> None:
    dutch, other = (sentences(texts.texts(one)) for one in ("nl", language))
    assert other.keys() == dutch.keys()
    for place, sentence in dutch.items():
        blanks = sorted(re.findall(r"{\w+}", sentence))
        assert sorted(re.findall(r"{\w+}", other[place])) == blanks, place
        assert other[place].strip(), place


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_story_is_told_whole_and_marked_as_invented(language: str) -> None:
    told, dutch = texts.stories(language), texts.stories("nl")
    assert len(told) >= 2
    assert all(story.example for story in told)
    assert [len(one.paragraphs) for one in told] == [len(one.paragraphs) for one in dutch]


def test_every_organisation_can_be_shown() -> None:
    known = directory()
    assert known.example
    assert len({one.id for one in known.everyone}) == len(known.everyone)
    for one in known.everyone:
        assert one.website.startswith("https://")
        assert bool(one.phone) == bool(one.shown)
        assert one.kind == SELF_HELP or one.kind in texts.texts("nl")["kinds"]
    groups = texts.texts("nl")["selfhelp"]["groups"]
    assert {one.id for one in known.self_help()} == set(groups)


def test_the_own_municipality_is_found_by_name() -> None:
    assert [one.id for one in directory().near("zwolle")] == ["tactus", "peers"]
    assert directory().near("") == []
    assert "tactus" not in {one.id for one in directory().elsewhere("Zwolle")}


# WCAG 2.2, 1.4.3: 4.5 for text; 1.4.11: 3 for what marks a control.
PAIRS = [
    ("ink", "paper"), ("ink", "mist"), ("soft", "paper"), ("soft", "mist"),
    ("accent", "paper"), ("accent", "mist"), ("on-accent", "accent"),
    ("warn", "warn-mist"), ("ink", "warn-mist"),
]  # fmt: skip


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_colours_can_be_told_apart(scheme: int, front: str, back: str) -> None:
    css = Path(STATIC / "style.css").read_text(encoding="utf-8")
    block = re.findall(r":root {(.*?)}", css, re.DOTALL)[scheme]
    colours = dict(re.findall(r"--([\w-]+): #(\w{6});", block))
    light, dark = sorted((brightness(colours[one]) for one in (front, back)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def brightness(colour: str) -> float:
    """Relative luminance as WCAG defines it, 0 to 1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_sms_that_a_button_prepares_is_understood_as_asking_for_help(language: str) -> None:
    reading = triage.read(texts.texts(language)["sms_word"])
    assert (reading.intent, reading.language) == ("help", language)


NEARBY = {
    "nl": "buurt", "en": "region", "de": "Gegend", "pl": "okolic",
    "tr": "ölge", "ar": "منطقت", "fr": "région", "es": "zona",
}  # fmt: skip


@pytest.mark.parametrize(("language", "word"), NEARBY.items())
def test_nobody_is_promised_a_care_worker_from_nearby(language: str, word: str) -> None:
    # A crisis at night, and whoever writes in a rare language, may be answered from elsewhere.
    assert not any(word in step for step in texts.texts(language)["text"]["steps"])


CALL_ME = {
    "nl": "BEL MIJ", "en": "CALL ME", "de": "RUF MICH AN", "pl": "ZADZWOŃ",
    "tr": "BENİ ARA", "ar": "اتصلوا بي", "fr": "APPELEZ-MOI", "es": "LLÁMAME",
}  # fmt: skip


@pytest.mark.parametrize(("language", "words"), CALL_ME.items())
def test_the_words_that_ask_for_a_call_are_understood(language: str, words: str) -> None:
    assert words in texts.texts(language)["text"]["steps"][-1]
    assert triage.read(f"{words} 15:00").callback
