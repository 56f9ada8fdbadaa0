"""A reply joins its person's conversation, opens it again, or opens a new one. Pure."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from helpdesk import dues, routing, texts
from helpdesk.hours import Partner, is_open
from helpdesk.incoming import Incoming
from helpdesk.routing import Request
from helpdesk.state import CRISIS, THERE, State
from helpdesk.triage import UNKNOWN


def join(
    before: State | None, item: Incoming, partners: Sequence[Partner], loads: dict[str, int]
) -> State | None:
    """The conversation after this reply; None when the reply needs none.

    A bare stop or start needs nobody, but whoever has the conversation must see it. `loads` counts
    what is given to whom.
    """
    if item.needs_nobody:
        return _noted(before, item) if before and before.status == "open" else None
    if before is None:
        return _routed(_new(item), item, partners, loads)
    if before.status == "closed":
        return _reopened(before, item, partners, loads)
    return _joined(before, item, partners, loads)


def is_there(state: State, partners: Sequence[Partner], now: datetime) -> bool:
    """Whether somebody of the conversation's organisation is there now."""
    return any(one.id == state.partner and is_open(one, now) for one in partners)


def _new(item: Incoming) -> State:
    return State(
        id=secrets.token_hex(8),
        person=item.person,
        number_sealed=item.room.vault.seal(item.sender, "number"),
        status="open",
        urgency=item.urgency,
        intent=item.intent,
        flags=",".join(item.flags),
        language=texts.spoken(item.reading.language),
        municipality=item.municipality,
        campaign=item.campaign,
        partner="",
        routed_because="",
        opened=item.now,
        last_in=item.now,
        waiting_since=item.now,
        due=_due(item, item.urgency),
        claimed_by=None,
        claimed_name=None,
        claimed=None,
        escalated=0,
        fresh=True,
    )


def _noted(before: State, item: Incoming) -> State:
    known = item.reading.language
    return replace(
        before,
        flags=",".join(dict.fromkeys([*filter(None, before.flags.split(",")), *item.flags])),
        language=before.language if known == UNKNOWN else texts.spoken(known),
        campaign=before.campaign or item.campaign,
        municipality=before.municipality or item.municipality,
        last_in=max(before.last_in, item.now),
        changed=True,
    )


def _joined(
    before: State, item: Incoming, partners: Sequence[Partner], loads: dict[str, int]
) -> State:
    noted, urgency = _noted(before, item), item.urgency
    graver = urgency < before.urgency
    claim_holds = before.is_held(item.seen)  # whoever was just busy with it is there, open or not
    is_open_now = is_there(before, partners, item.seen)
    there = claim_holds or is_open_now
    state = replace(
        noted,
        urgency=min(urgency, before.urgency),
        intent=item.intent if graver else before.intent,
        waiting_since=before.waiting_since or item.now,
        due=_earliest(before.due, _due_in_talk(item, before, claim_holds and is_open_now)),
    )
    if item.intent == "crisis" and not claim_holds:
        state = state.released()  # somebody else must be able to take it
    if not _is_known(state, partners) or (item.intent == "crisis" and not there):
        fresh = replace(state.released(), due=_due(item, state.urgency))
        return _routed(fresh, item, partners, loads)
    return state


def _reopened(
    before: State, item: Incoming, partners: Sequence[Partner], loads: dict[str, int]
) -> State:
    state = replace(
        _noted(before, item).released(),
        status="open",
        urgency=item.urgency,
        intent=item.intent,
        flags=",".join(item.flags),
        waiting_since=item.now,
        due=_due(item, item.urgency),
        escalated=0,
    )
    if _is_known(state, partners) and (
        item.intent != "crisis" or is_there(state, partners, item.seen)
    ):
        return state  # back to who knows this person
    return _routed(state, item, partners, loads)


def _routed(
    state: State, item: Incoming, partners: Sequence[Partner], loads: dict[str, int]
) -> State:
    intent = "crisis" if state.urgency == CRISIS else state.intent
    request = Request(intent, state.municipality, state.language)
    chosen = routing.route(request, partners, loads, item.seen)
    loads[chosen.partner] = loads.get(chosen.partner, 0) + 1
    return replace(
        state, partner=chosen.partner, routed_because=chosen.reason.as_json(), changed=True
    )


def _is_known(state: State, partners: Sequence[Partner]) -> bool:
    # There is nobody to route to as long as there are no partners at all.
    return not partners or any(one.id == state.partner for one in partners)


def _due(item: Incoming, urgency: int) -> datetime:
    return dues.due(item.room.settings.targets, urgency, item.seen)


def _due_in_talk(item: Incoming, before: State, claim_holds: bool) -> datetime:
    # Somebody is in the middle of a crisis talk: they need not claim it anew every five minutes.
    if before.urgency == CRISIS and claim_holds:
        if item.intent == "crisis" and before.waiting_since is None:
            return item.seen + THERE  # a new cry; who leaves it for so long has left the desk
        return item.seen + timedelta(minutes=item.room.settings.targets.claim_idle_minutes)
    return _due(item, min(item.urgency, before.urgency))


def _earliest(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)
