"""The help site: small, without scripts, in eight languages, and counting its steps."""

import re
from datetime import datetime, timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from jinja2 import UndefinedError

from house import House
from webhook import numbers
from webhook.app import create_app
from webhook.site.page import page as draw
from webhook.site.texts import LANGUAGES

from .test_links import counted

TAG = re.compile("<[^>]*>")
PAGES = ["/", "/story", "/selfhelp", "/care", "/question", "/text", "/call/tactus", "/nope"]


class Page(HTMLParser):
    """What a page holds: tags with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def addresses(self) -> list[str]:
        return [one["href"] or "" for one in self.all("a")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_small_and_accessible_in_every_language(
    client: FlaskClient, path: str, language: str
) -> None:
    answer = client.get(path, query_string={"lang": language})
    assert len(answer.data) < 50_000
    page = Page(answer.text)
    html = page.all("html")[0]
    assert html == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == len(page.all("footer")) == len(page.all("title")) == 1
    assert page.addresses[0] == "#content"  # the skip link is the first stop of the keyboard
    assert all(one.get("aria-label") or one.get("aria-labelledby") for one in page.all("nav"))
    assert not {"script", "iframe", "form", "style"} & {tag for tag, _ in page.tags}
    assert not any(name.startswith("on") or name == "style" for _, a in page.tags for name in a)
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert all(later - earlier <= 1 for earlier, later in zip(levels, levels[1:], strict=False))
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert "{" not in answer.text  # no blank left open


@pytest.mark.parametrize(
    ("accepts", "language"),
    [
        ("ar,en;q=0.5", "ar"),
        ("pl-PL", "pl"),
        ("zh", "nl"),  # none of ours: the language of config.toml
        ("", "nl"),
        ("fr;q=0.1,tr;q=0.9", "tr"),
    ],
)
def test_the_browser_decides_the_language(client: FlaskClient, accepts: str, language: str) -> None:
    page = Page(client.get("/", headers={"Accept-Language": accepts}).text)
    assert page.all("html")[0]["lang"] == language


def test_token_and_language_travel_in_the_own_links_only(client: FlaskClient, token: str) -> None:
    for path in PAGES:
        page = Page(client.get(path, query_string={"lang": "ar", "t": token}).text)
        for address in page.addresses:
            own = address.startswith("/")
            assert (f"t={token}" in address) == own, address
            assert not own or "lang=" in address
        assert not any(token in (one.get("src") or "") for one in page.all("img"))
        assert not any(token in (one.get("href") or "") for one in page.all("link"))


def test_a_language_switch_stays_on_the_page(client: FlaskClient, token: str) -> None:
    page = Page(client.get(f"/call/tactus?t={token}").text)
    assert f"/call/tactus?t={token}&lang=pl" in page.addresses


def test_the_own_municipality_comes_first(client: FlaskClient, token: str) -> None:
    own = client.get(f"/?t={token}").text
    assert "Tactus" in own and "Jellinek" not in own
    assert "Jellinek" in client.get("/").text
    assert "In Zwolle" in client.get(f"/care?t={token}").text


def test_an_sms_is_one_tap_away_and_says_nothing_of_the_link(
    client: FlaskClient, token: str
) -> None:
    addresses = Page(client.get(f"/?t={token}").text).addresses
    assert [one for one in addresses if one.startswith("sms:")] == ["sms:+3197000000000?&body=HULP"]
    assert "tel:112" in addresses and "tel:08000113" in addresses


@pytest.mark.parametrize(
    ("path", "figure"),
    [
        ("/story", "story"),
        ("/selfhelp", "selfhelp"),
        ("/care", "care"),
        ("/question", "question"),
        ("/text", "text"),
        ("/call/tactus", "call"),
        ("/go/tactus", "outward"),
    ],
)
def test_each_step_is_counted_when_it_is_taken(
    client: FlaskClient, house: House, token: str, path: str, figure: str
) -> None:
    client.get(path, query_string={"t": token})
    assert counted(house)[figure] == 1


def test_the_way_out_is_an_address_of_the_data_file_without_the_token(
    client: FlaskClient, token: str
) -> None:
    answer = client.get(f"/go/tactus?t={token}&next=https://evil.example")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "https://www.tactus.nl/"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/go/nobody", "/call/nobody", "/call/na", "/nope", "/static/x"])
def test_a_wrong_address_still_shows_the_way_in(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "tel:112" in answer.text and 'href="/"' in answer.text


def test_a_number_can_be_dialled(client: FlaskClient) -> None:
    assert "tel:+31883822887" in Page(client.get("/call/tactus").text).addresses


def test_who_is_open_now_and_when_the_others_are(house: House, noon: datetime) -> None:
    tuesday, sunday = (
        TAG.sub("", create_app(house, clock=lambda day=day: day).test_client().get(path).text)
        for path in ("/call/tactus",)
        for day in (noon, noon + timedelta(days=5))
    )
    assert "Nu open" in tuesday and "Nu gesloten" not in tuesday
    assert "Nu gesloten" in sunday and "Nu open" not in sunday
    assert all("ma\N{EN DASH}vr 08:30\N{EN DASH}17:00" in said for said in (tuesday, sunday))


def test_each_stretch_of_the_hours_is_a_line_of_its_own(client: FlaskClient) -> None:
    said = client.get("/call/peers").text
    lines = [TAG.sub("", line) for line in said.split("<br>")]
    assert lines[0].endswith("ma\N{EN DASH}vr 10:00\N{EN DASH}21:00")
    assert lines[1].startswith("za\N{EN DASH}zo 13:00\N{EN DASH}18:00")


def test_a_page_that_lacks_something_fails_instead_of_leaving_it_out(client: FlaskClient) -> None:
    with client.application.test_request_context("/call/tactus"):
        with pytest.raises(UndefinedError):
            draw("call")  # without an organisation


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/care"])
def test_a_spoken_name_begins_with_what_can_be_read(
    client: FlaskClient, path: str, language: str
) -> None:
    # Whoever works by voice says what the button shows (WCAG 2.2, 2.5.3).
    html = client.get(path, query_string={"lang": language}).text
    links = re.findall(r'<a [^>]*aria-label="([^"]*)"[^>]*>(.*?)</a>', html)
    assert links
    for spoken, shown in links:
        assert unescape(spoken).startswith(unescape(TAG.sub("", shown)))


def test_the_numbers_to_call_in_need_are_kept_in_one_place(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(numbers.IN_NEED, "emergency", "911")
    monkeypatch.setitem(numbers.IN_NEED, "suicide_free", "0900-1234")
    page = client.get("/").text
    assert {"tel:911", "tel:09001234"} <= set(Page(page).addresses)
    assert "0900-1234" in page and "112" not in page and "0800-0113" not in page


def test_robots_are_told_to_leave_links_alone(client: FlaskClient) -> None:
    assert "Disallow: /c/" in client.get("/robots.txt").text.splitlines()


def test_the_style_may_be_kept(client: FlaskClient) -> None:
    with client.get("/static/style.css") as answer:
        assert answer.mimetype == "text/css"
        assert "max-age=86400" in answer.headers["Cache-Control"]
