"""How the sandbox's phones and previewers open pages: over real HTTP, on our own address only."""

from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter

TIMEOUT = (5, 15)  # seconds to connect and to read, as Twilio has them
REDIRECTS = 4
STEPS = {"story", "selfhelp", "care", "call", "text", "question"}


@dataclass(frozen=True)
class Page:
    """`status` is that of the address asked for; `links`: step -> the first address of it."""

    status: int
    links: dict[str, str]


class Browser:
    """Opens pages under `base`, which stands for `public` wherever links carry that."""

    def __init__(self, base: str, public: str) -> None:
        self._base = base
        self._public = public
        self.session = connection()

    def open(self, path: str, agent: str, language: str = "nl", method: str = "GET") -> Page:
        """Open a page and go along with redirects that stay on our site.

        Raises requests.RequestException when there is no answer.
        """
        headers = {"User-Agent": agent, "Accept-Language": language}
        first = self._get(method, path, headers)
        last, where = first, path
        for _ in range(REDIRECTS):
            onward = self._own(where, last.headers.get("Location", ""))
            if not last.is_redirect or onward is None:
                break
            last, where = self._get(method, onward, headers), onward
        return Page(first.status_code, self._links(where, last))

    def _get(self, method: str, path: str, headers: dict[str, str]) -> requests.Response:
        return self.session.request(
            method, self._base + path, headers=headers, timeout=TIMEOUT, allow_redirects=False
        )

    def _links(self, where: str, page: requests.Response) -> dict[str, str]:
        found: dict[str, str] = {}
        if page.headers.get("Content-Type", "").startswith("text/html"):
            reader = Anchors()
            reader.feed(page.content.decode("utf-8", "replace"))
            for href in reader.found:
                path = self._own(where, href)
                if path is not None:
                    found.setdefault(step_of(path), path)
        return found

    def _own(self, where: str, href: str) -> str | None:
        """A link as a path on our own site, None when it leads elsewhere."""
        if not href:
            return None
        try:
            address = urlsplit(urljoin(self._public + where, href))
        except ValueError:
            return None
        if f"{address.scheme}://{address.netloc}" not in (self._public, self._base):
            return None
        return address.path + (f"?{address.query}" if address.query else "")


class Anchors(HTMLParser):
    """The addresses of a page's links, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.extend(value for name, value in attrs if name == "href" and value)


def step_of(path: str) -> str:
    """The step that a page of the help site counts as: its first part; "" for any other page."""
    first = path.split("?")[0].strip("/").split("/")[0]
    if first == "go":
        return "outward"
    return first if first in STEPS else ""


def connection() -> requests.Session:
    """A session for many threads: no proxy, no cookies, no retry."""
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.mount("http://", HTTPAdapter(pool_maxsize=32))
    return session
