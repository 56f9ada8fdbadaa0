"""What a wording must have, and how it is filled in."""

import pytest

from outreach import text
from outreach.text import check, fill, link_length

GOOD = "Er is een uitweg: {link} Politie Zwolle. Antwoord STOP voor geen sms."
LENGTH = link_length("https://uitweg.example")


def test_fill_puts_the_link_in_and_nothing_else() -> None:
    assert fill("Kijk: {link} {naam} {}", "https://x/c/1") == "Kijk: https://x/c/1 {naam} {}"


def test_a_link_is_as_long_as_the_gate_makes_it(house: object) -> None:
    from gate import links

    assert text.TOKEN_LENGTH == links.LENGTH
    assert link_length("https://uitweg.example") == len("https://uitweg.example/c/") + 16


@pytest.mark.parametrize(
    ("wording", "said", "why"),
    [
        (GOOD, [], "a good text"),
        ("", ["Write the text."], "one problem is enough for an empty text"),
        ("  \n", ["Write the text."], "white space is empty"),
        (GOOD.replace("{link}", ""), ["Write {link} where"], "no link"),
        (GOOD + " {link}", ["{link} stands in the text more than once"], "two links"),
        (GOOD.replace("{link} ", "{link}x"), ["Put a space after {link}"], "glued to a letter"),
        (GOOD.replace("{link} ", "{link}/"), ["Put a space after {link}"], "glued to a slash"),
        (GOOD.replace("{link} ", "{link}.Dus "), ["Put a space after {link}"], "phones take on"),
        (GOOD.replace("{link} ", "{link}?a "), ["Put a space after {link}"], "a query"),
        (GOOD.replace("{link} ", "{link}# "), ["Put a space after {link}"], "a fragment"),
        (GOOD.replace(" {link}", " op{link}"), ["Put a space before {link}"], "a letter before it"),
        (GOOD.replace(" {link}", " é{link}"), ["Put a space before {link}"], "any letter"),
        (GOOD.replace(" {link}", " 1{link}"), ["Put a space before {link}"], "a digit before it"),
        (GOOD.replace(" {link}", " /{link}"), ["Put a space before {link}"], "a slash before it"),
        (GOOD.replace("{link} ", "({link}), "), [], "brackets and a comma are no part of it"),
        (GOOD.replace("{link} ", "{link}\n"), [], "a new line ends it too"),
        (GOOD.replace("{link} ", "{link}. "), [], "a full stop ends a link on every phone"),
        (GOOD + " {naam}", ["Only {link} is filled in. Remove {naam}."], "another placeholder"),
        (GOOD + " {", ["Only {link} is filled in. Remove {."], "half a placeholder"),
        (GOOD.replace("STOP", "stop"), ["Say that STOP ends it"], "capitals, so that it is seen"),
        (GOOD.replace("STOP", "STOPPEN"), ["Say that STOP ends it"], "another word"),
        (GOOD + "a" * (1600 - LENGTH + 6 - len(GOOD)), [], "1600 with the link: the most"),
        (GOOD + "a" * (1601 - LENGTH + 6 - len(GOOD)), ["With its link the text has 1601"], "more"),
        ("hallo", ["Write {link} where", "Say that STOP ends it"], "all that is wrong, in order"),
    ],
)
def test_check_says_what_a_wording_lacks(wording: str, said: list[str], why: str) -> None:
    found = [str(one) for one in check(wording, LENGTH)]
    assert len(found) == len(said), (found, why)
    assert all(one.startswith(start) for one, start in zip(found, said, strict=True)), (found, why)
