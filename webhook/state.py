"""What the views work with: the house and a clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask, current_app

from house import House

Clock = Callable[[], datetime]
KEY = "uitweg"


@dataclass(frozen=True)
class Rim:
    house: House
    clock: Clock


def utc_now() -> datetime:
    return datetime.now(UTC)


def install(app: Flask, house: House, clock: Clock) -> None:
    app.extensions[KEY] = Rim(house, clock)


def house() -> House:
    """The house that this app serves."""
    return _rim().house


def now() -> datetime:
    """The moment of this request, aware and in UTC."""
    return _rim().clock()


def _rim() -> Rim:
    rim: Rim = current_app.extensions[KEY]
    return rim
