"""The short link: one visit counted once, and the help site for everybody."""

import pytest
from flask.testing import FlaskClient

from gate import figures
from house import House

from .conftest import CAMPAIGN


def counted(house: House) -> dict[str, int]:
    return {name: n for name, n in figures.raw(house.gate, CAMPAIGN).items() if n}


def test_a_link_leads_to_the_help_site_and_counts_one_visit(
    client: FlaskClient, house: House, token: str
) -> None:
    answer = client.get(f"/c/{token}")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/?t={token}"
    assert counted(house) == {"visits": 1}
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    client.get(f"/?t={token}&lang=en")  # switching language is no visit
    assert counted(house) == {"visits": 1}


def test_a_head_request_is_a_robot(client: FlaskClient, house: House, token: str) -> None:
    assert client.head(f"/c/{token}").status_code == 302
    assert counted(house) == {"robots": 1}


@pytest.mark.parametrize("tail", [".", ")", "!", "%22", "...%20"])
def test_what_a_phone_takes_for_a_part_of_the_link_does_no_harm(
    client: FlaskClient, house: House, token: str, tail: str
) -> None:
    assert client.get(f"/c/{token}{tail}").headers["Location"] == f"/?t={token}"
    assert counted(house)["visits"] == 1


@pytest.mark.parametrize(
    "path",
    [
        "/c/",
        "/c/abc",  # too short
        "/c/" + "a" * 16,  # never made
        "/c/" + "a" * 4000,
        "/c/https://evil.example/",
        "/c//evil.example",
        "/c/%2F%2Fevil.example",
        "/c/%00%ff",
        "/c/?next=https://evil.example",
    ],
)
def test_an_unknown_token_leads_to_the_help_site_all_the_same(
    client: FlaskClient, house: House, token: str, path: str
) -> None:
    answer = client.get(path)
    if answer.status_code == 308:  # two slashes are one
        answer = client.get(answer.headers["Location"])
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert counted(house) == {"press": 1}


def test_a_made_up_token_is_dropped_from_the_pages(client: FlaskClient, house: House) -> None:
    page = client.get("/?t=" + "a" * 16)
    assert page.status_code == 200
    assert "t=aaaa" not in page.text
