"""Visits to the help site: counted by the day, robots apart, nobody's address kept."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from crawleruseragents import is_crawler

from gate import links
from gate.room import Gate

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
STEPS = frozenset({"home", "story", "selfhelp", "care", "outward", "call", "text", "question"})
# A previewer comes within seconds of the person, with an agent of its own.
FETCH_WINDOW = timedelta(seconds=10)
NO_HOUR = -1


@dataclass(frozen=True)
class _Visit:
    token: str  # index; '' without a link
    campaign: str
    variant: str
    step: str
    robot: bool
    agent: str  # index
    moment: datetime
    hourly_from: int

    @property
    def day(self) -> date:
        return self.moment.astimezone(AMSTERDAM).date()


def record(gate: Gate, token: str, step: str, agent: str, method: str, now: datetime) -> bool:
    """Count one request for a step of the help site; True when it counts as a person's.

    `token` '' or unknown: a visitor without a link. `agent`: the request's User-Agent, of which
    an index is kept for seconds. `method`: the HTTP method. Raises ValueError for an unknown step.
    """
    if step not in STEPS:
        raise ValueError(f"{step!r} is no step of the help site")
    known = links.read(gate, token)
    campaign, variant = known or ("", "")
    return gate.db.write(
        _record,
        _Visit(
            token=links.index(gate, token) if known else "",
            campaign=campaign,
            variant=variant,
            step=step,
            robot=method != "GET" or _is_robot(agent[:500]),
            agent=gate.vault.index(agent, "agent"),
            moment=now,
            hourly_from=gate.settings.gate.hourly_from,
        ),
    )


def forget_fetches(gate: Gate, now: datetime) -> None:
    """Forget which agent fetched which token, seconds after it did."""
    with gate.db.read() as session:
        old = session.fetches.older(before=now - FETCH_WINDOW)
    if old:
        gate.db.write(_forget, now - FETCH_WINDOW)


@lru_cache(maxsize=2000)
def _is_robot(agent: str) -> bool:
    return not agent.strip() or bool(is_crawler(agent))


def _record(tx: Any, items: list[_Visit]) -> list[bool]:
    robots = _robots(tx, items)
    busy = _busy_days(tx, items)
    rows: Counter[tuple[object, ...]] = Counter()
    for item, robot in zip(items, robots, strict=True):
        by_hour = (item.campaign, item.day) in busy
        hour = item.moment.astimezone(AMSTERDAM).hour if by_hour else NO_HOUR
        rows[item.token, item.campaign, item.variant, item.step, robot, item.day, hour] += 1
    names = ("tokens", "campaigns", "variants", "steps", "robots", "days", "hours")
    columns = dict(zip(names, (list(column) for column in zip(*rows, strict=True)), strict=True))
    tx.visits.add(**columns, amounts=list(rows.values()))
    return [not robot for robot in robots]


def _robots(tx: Any, items: list[_Visit]) -> list[bool]:
    # A known robot leaves no fetch behind: the person who comes after it must count.
    tokens = sorted({item.token for item in items if item.token and not item.robot})
    last = {row["token"]: (row["agent"], row["moment"]) for row in tx.fetches.of(tokens=tokens)}
    verdicts = []
    for item in items:
        robot = item.robot
        if item.token and not robot:
            agent, moment = last.get(item.token, (item.agent, item.moment))
            robot = agent != item.agent and abs(item.moment - moment) < FETCH_WINDOW
            last[item.token] = (item.agent, item.moment)
        verdicts.append(robot)
    if tokens:
        agents, moments = ([last[token][part] for token in tokens] for part in (0, 1))
        tx.fetches.remember(tokens=tokens, agents=agents, moments=moments)
    return verdicts


def _busy_days(tx: Any, items: list[_Visit]) -> set[tuple[str, date]]:
    # The hour would point at somebody on a day when few were texted.
    rows = tx.deliveries.by_day(campaigns=sorted({item.campaign for item in items}))
    least = items[0].hourly_from
    return {(row["campaign"], row["day"]) for row in rows if row["amount"] >= least}


def _forget(tx: Any, items: list[datetime]) -> list[None]:
    tx.fetches.forget(before=max(items))
    return [None] * len(items)
