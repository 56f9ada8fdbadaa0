"""What the figures say, in sentences: how sure they are, and what they may not tell."""

from collections.abc import Sequence

from dashboard import charts, parts, words
from dashboard.language import _
from outreach.impact import ZWOLLE, Impact, Variant
from outreach.rates import Rate
from outreach.reach import Reach


def uncertainty(seen: Impact) -> str:
    """How to read the click-through, and why the counts are coarse."""
    rate = seen.rates.get("visits")
    coarse = _(
        "What people did is counted in tens and moves in steps of at least ten, so that nobody can "
        "be recognised in it; <10 stands for 0 to 9."
    ).replace("<", "\\<")
    if rate is None:
        return coarse
    sure = _(
        "With {n} delivered, chance alone moves the click-through: the same text would come out "
        "between {low} and {high} nineteen times in twenty."
    ).format(
        n=parts.number(seen.reach.delivered),
        low=parts.percent(rate.low, 0),
        high=parts.percent(rate.high, 0),
    )
    return f"{sure} {coarse}"


def rounded() -> str:
    """Why published parts and totals need not add up."""
    return _(
        "A published figure is rounded down and may lag, so parts and totals need not add up: "
        "two variants may both stay below their total."
    )


def held(reach: Reach) -> str:
    """How many got no text, and why."""
    return _("{n} of {all} held: texted before, or not to be texted.").format(
        n=parts.number(reach.held), all=parts.number(reach.recipients)
    )


def by_status(reach: Reach) -> dict[str, int]:
    """Messages by status. What the carrier took and has not reported on yet is "sent"."""
    counts = {name: getattr(reach, name) for name in words.MESSAGE if name != "sent"}
    return counts | {"sent": max(0, reach.recipients - sum(counts.values()))}


def share_of_recipients(reach: Reach) -> str:
    if not reach.recipients:
        return ""
    return _("{share} of {n} recipients").format(
        share=parts.percent(reach.delivered / reach.recipients), n=parts.number(reach.recipients)
    )


def click_through(rate: Rate | None, opened: str) -> tuple[str, str]:
    """The share of who got the text and opened its link, and its small print."""
    if rate is None:
        return opened, _("opened the link: too few to say a share")
    return parts.percent(rate.value), _("{n} opened the link ({low} to {high})").format(
        n=opened, low=parts.percent(rate.low), high=parts.percent(rate.high)
    )


def interval(rate: Rate | None) -> str:
    """A figure as a share of who got the text, with its 95 % interval."""
    if rate is None:
        return _("too few to say a share")
    return _("{share} of who got it ({low} to {high})").format(
        share=parts.percent(rate.value), low=parts.percent(rate.low), high=parts.percent(rate.high)
    )


def zwolle() -> str:
    """What the first campaign reported, to hold one's own against."""

    def share(value: int) -> str:
        return parts.percent(value / ZWOLLE.recipients, 0)

    return _(
        "Zwolle, January 2021: of {n} people {visits} opened the link ({visits_share}), {selfhelp} "
        "went on to self-help ({selfhelp_share}), {care} to care ({care_share}). Source: {source}."
    ).format(
        n=ZWOLLE.recipients,
        visits=ZWOLLE.visits,
        visits_share=share(ZWOLLE.visits),
        selfhelp=ZWOLLE.selfhelp,
        selfhelp_share=share(ZWOLLE.selfhelp),
        care=ZWOLLE.care,
        care_share=share(ZWOLLE.care),
        source=ZWOLLE.source,
    )


def reference(value: int | None) -> str:
    """A cell of the reference column; empty where nothing was reported."""
    return "" if value is None else charts.withheld(value if value >= 10 else None)


def in_words(labels: Sequence[str], values: Sequence[int | None]) -> str:
    """The same as a chart shows, for who can't see it."""
    pairs = zip(labels, values, strict=True)
    return ", ".join(f"{label}: {charts.withheld(value)}" for label, value in pairs)


def variants(compared: Sequence[Variant]) -> str:
    """Which wording was opened more often, and whether that can be told from chance."""
    rated = [(one, one.rate) for one in compared if one.rate]
    if len(rated) < 2:
        return _("Too few have been delivered and opened to compare the variants.")
    (best, high), (next_, low) = sorted(rated, key=lambda pair: pair[1].value, reverse=True)[:2]
    said = _("Variant {best} was opened by {high}, variant {next} by {low}.").format(
        best=best.letter,
        high=parts.percent(high.value),
        next=next_.letter,
        low=parts.percent(low.value),
    )
    apart = high.low > low.high
    judged = _("That is more than chance.") if apart else _("That difference may be chance.")
    return f"{said} {judged}"
