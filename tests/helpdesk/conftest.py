"""A helpdesk with the example partners and a campaign in Zwolle that texted a few people."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

import house as houses
import settings as all_settings
from carrier.base import Inbound
from gate.notice import CampaignNotice
from helpdesk import partners
from helpdesk.notices import KEY
from helpdesk.room import Helpdesk
from tests import engines, hookserver, mailserver

ANNE, BO, CAS = "+31612345678", "+31687654321", "+31611112222"
STRANGER = "+4915112345678"
WORDING = "Gemeente Zwolle: er is een uitweg {link} STOP"

_ids = count(1)


@pytest.fixture
def desk(house: houses.House, noon) -> Helpdesk:
    notice = CampaignNotice("c1", "Zwolle", "Zwolle", noon, {"A": WORDING}, instant=True)
    house.outreach.gate.open_campaign(notice)
    house.outreach.gate.admit("c1", [ANNE, BO, CAS])
    partners.seed(house.helpdesk)
    return house.helpdesk


@pytest.fixture
def sms() -> Callable[..., Inbound]:
    def make(text: str, sender: str = ANNE, carrier_id: str = "", **values: object) -> Inbound:
        name = carrier_id or f"SM{next(_ids):032x}"
        return Inbound(name, sender, "+3197000000000", text, **values)  # type: ignore[arg-type]

    return make


@pytest.fixture
def raw(house: houses.House) -> Callable[[], dict[str, int]]:
    """What the gate has counted of the campaign, as it is before publishing."""
    from gate import figures

    return lambda: figures.raw(house.gate, "c1")


def rows(room: Helpdesk, query: str) -> list[tuple[object, ...]]:
    """Look into the database, past the domain."""
    with room.db.read() as session:
        return session.connection.execute(query).fetchall()


def with_mail(port: int) -> all_settings.Settings:
    """Settings with a mail server on this port of loopback, in English."""
    server = {
        "host": mailserver.HOST,
        "port": port,
        "security": "none",
        "sender": "uitweg@care.example",
    }
    return all_settings.check({**engines.RAW, "house": {"language": "en"}, "mail": server})


@pytest.fixture
def port() -> int:
    return mailserver.free_port()


@pytest.fixture
def post(port: int) -> Iterator[mailserver.Inbox]:
    """What the mail server has got; for tests whose settings are `with_mail(port)`."""
    inbox = mailserver.Inbox()
    with mailserver.serving(inbox, port):
        yield inbox


@pytest.fixture
def pager(monkeypatch: pytest.MonkeyPatch) -> Iterator[hookserver.Calls]:
    """An organisation's own server, which takes signed calls."""
    monkeypatch.setenv(KEY, "a key")
    with hookserver.serving() as calls:
        yield calls
