"""Word by e-mail to the team leads of a campaign that paused, or did not start, by itself.

It is kept in the write that pauses, so none is lost, and sent afterwards: again and again for a
day when the mail server is away. It tells of the campaign alone: no count, no person.
"""

import logging
import secrets
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

import mail
from carrier import codes
from db import each
from language import catalogue
from outreach.room import Outreach
from problem import N_
from settings import WrongSetting
from trust.access import MACHINE, may
from trust.cast import cast

log = logging.getLogger(__name__)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SENT, GIVEN_UP, NOWHERE, AGAIN = "sent", "given up", "nowhere", ""
# Minutes between tries; the last of them until a day is over.
WAITS = (1, 5, 15, 60, 180)
PATIENCE = timedelta(days=1)
# For so long nobody else tries one that is being sent. It is longer than any try takes, so only a
# kill between the server's yes and our note of it makes an e-mail come twice.
HELD = timedelta(minutes=10)
MOST_AT_ONCE = 20

PAUSED = (
    N_('Campaign "{name}" is paused'),
    N_('On {moment} Uitweg paused the campaign "{name}" by itself. Meanwhile it texts nobody.'),
)
LAPSED = (
    N_('Campaign "{name}" did not start'),
    N_('On {moment} the campaign "{name}" did not start as planned. Nobody was texted.'),
)
MOMENT = {"nl": "d MMMM y 'om' HH:mm", "en": "d MMMM y 'at' HH:mm"}
LINK = N_("See the campaign and go on from there: {address}")
NO_REPLY = N_("Uitweg wrote this e-mail by itself. Nobody reads what is sent back to it.")


def tell_within(tx: Any, campaign: str, reason: str, code: str, now: datetime) -> None:
    """Inside a write: everybody who answers for the campaign is to hear why it stands still.

    `reason`: a sentence of the catalogue. `code`: the carrier's, as far as it is kept, or "".
    """
    concerned = tx.notices.concerned(campaign=campaign, machine=MACHINE.id)
    tx.notices.add(
        ids=[secrets.token_hex(12) for _ in concerned],
        campaign=campaign,
        actors=[row["actor"] for row in concerned],
        reason=reason,
        code=code,
        now=now,
    )


def send(room: Outreach, now: datetime) -> int:
    """Send what waits, each by one process at a time; return how many were sent."""
    with room.db.read() as session:
        if not session.notices.due(now=now):
            return 0
    if not room.settings.mail.host:
        room.db.write(each(_drop), now)
        return 0
    sent = 0
    for _turn in range(MOST_AT_ONCE):
        notice = room.db.write(each(_claim), now)
        outcome = _deliver(room, notice, now) if notice else AGAIN
        sent += outcome == SENT
        if outcome == AGAIN:
            break  # nothing waits, or the server has trouble: the rest waits for the next run
    return sent


def _claim(tx: Any, now: datetime) -> dict[str, Any] | None:
    claimed: dict[str, Any] | None = tx.notices.claim(now=now, until=now + HELD)
    return claimed


def _drop(tx: Any, now: datetime) -> None:
    tx.notices.end_all(outcome=NOWHERE, now=now)


def _deliver(room: Outreach, notice: dict[str, Any], now: datetime) -> str:
    outcome = _try(room, notice, now)
    again = now + timedelta(minutes=WAITS[min(notice["attempts"], len(WAITS)) - 1])
    if outcome == AGAIN and again > notice["made"] + PATIENCE:
        log.error("an e-mail to a team lead is given up: the mail server was away for a day")
        outcome = GIVEN_UP
    room.db.write(each(_note), (notice, outcome, again if outcome == AGAIN else now))
    return outcome


def _note(tx: Any, item: tuple[dict[str, Any], str, datetime]) -> None:
    notice, outcome, moment = item
    if outcome == AGAIN:
        tx.notices.again(notice=notice["id"], attempts=notice["attempts"], moment=moment)
    else:
        tx.notices.end(notice=notice["id"], outcome=outcome, now=moment)


def _try(room: Outreach, notice: dict[str, Any], now: datetime) -> str:
    to = _address(notice["actor"])
    if not to:
        log.warning("a team lead has no e-mail address, and is not told that a campaign stopped")
        return NOWHERE
    try:
        mail.send(room.settings.mail, _letter(room, notice, to), now)
    except mail.Refused as error:
        log.error("an e-mail to a team lead is given up, it was refused: %s", error)
        return GIVEN_UP
    except (mail.Delayed, WrongSetting) as error:
        log.warning("an e-mail to a team lead has to wait: %s", error)
        return AGAIN
    except Exception as error:  # its text could hold an address
        log.error("an e-mail to a team lead has to wait: %s", type(error).__name__)
        return AGAIN
    return SENT


def _address(actor: str) -> str:
    # Whoever may not see the campaign any more is not told of it either.
    somebody = cast().get(actor)
    return somebody.email if somebody and may(somebody, "campaign.read") else ""


def _letter(room: Outreach, notice: dict[str, Any], to: str) -> mail.Letter:
    with room.db.read() as session:
        campaign = session.campaigns.one(campaign=notice["campaign"])
    language = room.settings.house.language
    say = catalogue(language).gettext
    started = campaign["launched"] and campaign["launched"] <= notice["made"]
    subject, opening = PAUSED if started else LAPSED
    filled = {
        "name": mail.one_line(campaign["name"]),
        "moment": format_datetime(
            notice["made"].astimezone(AMSTERDAM), MOMENT[language], locale=language
        ),
        "address": f"{room.settings.dashboard_address}/campaign?campaign={campaign['id']}",
    }
    lines = [opening, *_why(notice), LINK, NO_REPLY]
    # What fills a reason was not kept; the page that is linked to shows the whole.
    gaps = defaultdict(lambda: "…", filled)
    body = "\n\n".join(say(one).format_map(gaps) for one in lines)
    return mail.Letter(notice["id"], to, say(subject).format_map(gaps), f"{body}\n")


def _why(notice: dict[str, Any]) -> list[str]:
    if not notice["code"]:
        return [notice["reason"]]
    meaning = codes.words(notice["code"])
    return [notice["reason"], meaning.says, meaning.todo]
