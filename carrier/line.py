"""The line to the carrier's API: kept-alive connections that all threads share.

It stands in for the HTTP client of Twilio's package, which keeps the last answer in a field from
where two sends at once could take one another's.
"""

import io
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from requests.adapters import HTTPAdapter

from settings import Carrier

RETRY_AFTER = 2.0  # seconds
LONGEST_WAIT = 60.0
OTHERS = 4  # besides the sends: the list, receipts that are fetched, prices


class NotSent(Exception):
    """The request did not leave whole, so the far end can't have processed it."""


class Busy(Exception):
    """HTTP 429 to a send: not processed. `seconds`: when to try again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Answer:
    """As Twilio's package reads one; its exceptions quote it, so the text is not in its repr."""

    status_code: int
    text: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


class Body(io.BytesIO):
    """A request's body that knows whether any of it was asked for.

    It is, only after the connection stands and the headers have been written. So whatever fails
    earlier (DNS, a refused connection, TLS, a proxy) is known for sure, by no list of exceptions.
    """

    begun = False

    def read(self, size: int | None = -1, /) -> bytes:
        self.begun = True
        return super().read(size)


class Line:
    """Never retries and follows no redirect: a POST may have been taken. Logs nothing."""

    def __init__(self, settings: Carrier) -> None:
        self._base = settings.twilio.api_base.rstrip("/")
        self._timeout = settings.twilio.timeout
        # Campaigns and care's answers may each have as many under way; a smaller pool would drop
        # connections, and greet the carrier anew for every send.
        adapter = HTTPAdapter(pool_maxsize=2 * settings.concurrency + OTHERS)
        self.session = requests.Session()
        self.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("https://", "http://"):
            self.session.mount(scheme, adapter)

    def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        **_: object,
    ) -> Answer:
        """Ask and wait for the answer; raises NotSent, Busy, or what else can go wrong."""
        body = Body(urlencode(data, doseq=True).encode()) if data else None
        asked = requests.Request(
            method.upper(), self._address(url), dict(headers or {}), None, body, params, auth
        )
        try:
            answer = self._send(asked)
        except Exception as error:
            if body is not None and not body.begun:
                raise NotSent(type(error).__name__) from error
            raise
        if answer.status_code == 429 and body is not None:
            raise Busy(wait(answer.headers.get("Retry-After", "")))
        # By its headers a JSON answer has no encoding; guessing one would take longer than sending.
        return Answer(answer.status_code, answer.content.decode("utf-8", "replace"), answer.headers)

    def _send(self, asked: requests.Request) -> requests.Response:
        request = self.session.prepare_request(asked)
        settings = self.session.merge_environment_settings(request.url, {}, None, None, None)
        return self.session.send(request, allow_redirects=False, timeout=self._timeout, **settings)

    def _address(self, url: str) -> str:
        if not self._base:
            return url
        parts = urlsplit(url)
        return self._base + parts.path + (f"?{parts.query}" if parts.query else "")


def wait(retry_after: str) -> float:
    """Seconds to wait by a Retry-After header, within bounds. Source: RFC 9110, 10.2.3."""
    try:
        if retry_after.strip().isdecimal():
            seconds = float(retry_after)
        else:
            seconds = parsedate_to_datetime(retry_after).timestamp() - time.time()
    except ValueError:
        return RETRY_AFTER
    return min(max(seconds, RETRY_AFTER), LONGEST_WAIT)
