"""What the views work with: the house, or what taking notes needs of it, and a clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask, current_app

from carrier.base import Carrier
from helpdesk.fallback import Fallback
from house import House
from settings import Settings

Clock = Callable[[], datetime]
KEY = "uitweg"


@dataclass(frozen=True)
class Rim:
    """`house`: None in a process that only takes notes."""

    house: House | None
    carrier: Carrier
    settings: Settings
    fallback: Fallback
    clock: Clock


def utc_now() -> datetime:
    return datetime.now(UTC)


def install(app: Flask, rim: Rim) -> None:
    app.extensions[KEY] = rim


def house() -> House:
    """The house that this app serves."""
    found = _rim().house
    if found is None:
        raise LookupError("this process has no databases")
    return found


def carrier() -> Carrier:
    """Who posts here, and reads what we answer."""
    return _rim().carrier


def settings() -> Settings:
    """The settings of this process."""
    return _rim().settings


def fallback() -> Fallback:
    """Where notes are taken."""
    return _rim().fallback


def now() -> datetime:
    """The moment of this request, aware and in UTC."""
    return _rim().clock()


def _rim() -> Rim:
    rim: Rim = current_app.extensions[KEY]
    return rim
