"""Every sentence of the dashboard exists in Dutch, with the same placeholders."""

import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from dashboard import language
from trust.cast import cast

ROOT = Path(__file__).parents[2]
ROOMS = ("dashboard", "outreach", "helpdesk", "gate", "trust", "carrier", "webhook")
KEYWORDS = {"_": None, "N_": None, "n_": (1, 2), "Problem": None, "Forbidden": None}
PLACEHOLDER = re.compile(r"{(\w*)}")
Message = str | tuple[str, str]


def said_in_code() -> Iterator[Message]:
    for room in ROOMS:
        found = extract_from_dir(
            ROOT / room, [("**.py", "python")], keywords=KEYWORDS, strip_comment_tags=True
        )
        for _file, _line, message, _comments, _context in found:
            yield message
    yield from (actor.name for actor in cast().values())


def in_dutch() -> dict[Message, Message]:
    with (ROOT / "locale/nl/LC_MESSAGES/uitweg.po").open("rb") as source:
        return {entry.id: entry.string for entry in read_po(source, locale="nl") if entry.id}


def placeholders(message: Message) -> set[str]:
    return set(PLACEHOLDER.findall(message if isinstance(message, str) else " ".join(message)))


def complete(text: Message) -> bool:
    return all(text) if isinstance(text, tuple) else bool(text)


def test_every_sentence_has_a_dutch_translation() -> None:
    dutch = in_dutch()
    missing = {one for one in said_in_code() if not complete(dutch.get(one, ""))}
    assert missing == set()


def test_a_translation_fills_the_same_placeholders() -> None:
    wrong = {id_ for id_, text in in_dutch().items() if placeholders(id_) != placeholders(text)}
    assert wrong == set()


def test_no_translation_outlives_its_sentence() -> None:
    assert set(in_dutch()) - set(said_in_code()) == set()


@pytest.mark.parametrize(
    "sentence, dutch",
    [
        ("Campaigns", "Campagnes"),  # the words of the house
        ("Inbox", "Postvak"),
        ("Approve", "Goedkeuren"),
        ("no such sentence", "no such sentence"),  # better in English than not at all
    ],
)
def test_the_house_has_its_words(sentence: str, dutch: str) -> None:
    assert language.catalogue("nl").gettext(sentence) == dutch


def test_english_needs_no_catalogue() -> None:
    assert type(language.catalogue("en")) is gettext.NullTranslations


def test_no_sentence_hides_in_an_f_string() -> None:
    # The extraction can't look into them, so such a sentence would stay English unseen.
    hidden = re.compile(r"""f".*\{\w*_\('|f'.*\{\w*_\(\"""")
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    assert not [file.name for file in files if hidden.search(file.read_text(encoding="utf-8"))]
