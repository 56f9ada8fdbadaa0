"""Who must not be texted never is: not at an import, not at a launch, not at a second try."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import settings as all_settings
from carrier.base import Accepted, NotTaken, Outgoing, Unclear
from db import each
from house import House
from outreach import (
    brakes,
    campaign,
    excluded,
    exclusions,
    listing,
    outbox,
    preparing,
    reconcile,
    sweeping,
)
from outreach.exclusions import Added, Listed
from outreach.room import Outreach
from problem import Forbidden, Problem
from tests import ticking
from tests.conftest import Postbox
from tests.engines import RAW
from tests.outreach import steps
from tests.outreach.steps import APPROVER, LEAD, SECOND, statuses

FIRST = 12_340_001  # the audiences' first number: one that a phone can have
LANDLINE, GERMAN = "038-7654321", "+49 1511 2345678"


@pytest.fixture
def settings() -> all_settings.Settings:
    """The widest index: by chance alone nobody is held in these tests."""
    return all_settings.check({**RAW, "gate": {"index_bits": 30}})


@pytest.fixture
def room(house: House) -> Outreach:
    return house.outreach


@pytest.fixture
def exclude(room: Outreach, noon: datetime) -> Callable[..., Added]:
    """`exclude("0612345678", name)`: for one campaign, or without a name for every one."""

    def add(raw: str, name: str | None = None, category: str = "other") -> Added:
        return exclusions.add(room, LEAD, raw.split("\n"), category, name, noon)

    return add


def number(nth: int) -> str:
    """The nth of an audience, E.164."""
    return steps.number(FIRST + nth - 1)


def run(house: House, now: datetime, seconds: float = 10) -> datetime:
    until = now + timedelta(seconds=seconds)
    while now < until:
        ticking.tick(house.outreach, now)
        now += timedelta(milliseconds=200)
    return now


def recipients(room: Outreach, name: str) -> set[str]:
    ring = room.keys.ring(f"campaign-{name}")
    with room.db.read() as session:
        rows = session.connection.execute(
            "select number_sealed from recipients where campaign = ?", [name]
        ).fetchall()
    return {ring.open(row[0], "recipient") for row in rows}


def amount(room: Outreach, table: str) -> int:
    with room.db.read() as session:
        found = session.connection.execute(f"select count(*) from {table}")  # noqa: S608
        return int(found.fetchone()[0])


def details(room: Outreach, action: str) -> list[str]:
    with room.db.read() as session:
        return [row["detail"] for row in session.trail.chain() if row["action"] == action]


# The list


def test_numbers_in_any_spelling_are_found_again(
    room: Outreach, noon: datetime, exclude: Callable[..., Added]
) -> None:
    name = campaign.create(room, LEAD, "Zwolle", "Zwolle", noon)
    raw = f"06-12345678\n{LANDLINE}\n{GERMAN}\n0031 6 87654321"
    assert exclude(raw) == Added(4, 0, [], 0)
    is_excluded = exclusions.checker(room, name)
    listed = ["+31612345678", "+31387654321", "+4915112345678", "+31687654321"]
    assert all(is_excluded(one) for one in listed)
    assert not is_excluded("+31612345679")
    others = ["+31612345679", "+31687654320"]
    assert exclusions.excluded(room, name, listed + others) == set(listed)
    assert exclusions.excluded(room, name, []) == set()


@pytest.mark.parametrize(
    ("row", "added", "said", "why"),
    [
        ("", 0, "", "an empty line is nothing"),
        ("   ", 0, "", "neither are blanks"),
        ("Jansen; 0612345678", 1, "", "a name beside the number"),
        ("0612345678\t12-03-2026", 1, "", "a date beside the number"),
        ("0612345678, 0687654321", 2, "", "two numbers"),
        ("061234567", 0, "short", "a digit is missing"),
        ("0612345678; 061234567", 1, "short", "the second is mistyped, and may be the one"),
        ("Jansen", 0, "A name", "no number"),
        ("1234", 0, "short code", "nobody's phone"),
    ],
)
def test_what_a_row_brings(
    exclude: Callable[..., Added], row: str, added: int, said: str, why: str
) -> None:
    found = exclude(f"0611111111\n{row}")
    assert found.added == added + 1, why
    assert [one for one, _ in found.unread] == ([2] if said else []), why
    assert all(said in reason for _, reason in found.unread), why


def test_adding_again_changes_nothing_and_says_so(
    room: Outreach, noon: datetime, exclude: Callable[..., Added]
) -> None:
    name = campaign.create(room, LEAD, "Zwolle", "Zwolle", noon)
    exclude("0612345678", name, "minor")
    later = noon + timedelta(days=1)
    again = exclusions.add(
        room, SECOND, ["+31612345678", "06 12345678", "0687654321"], "suspect", name, later
    )
    assert again == Added(1, 1, [], 0)
    assert exclusions.summary(room, LEAD, name) == [
        Listed("minor", name, 1, noon),
        Listed("suspect", name, 1, later),
    ]


def test_what_the_list_answers_is_in_the_trail_even_if_nothing_changes(
    room: Outreach, noon: datetime, exclude: Callable[..., Added]
) -> None:
    """Informants are on it: nobody tests a number without leaving a trace."""
    name = campaign.create(room, LEAD, "Zwolle", "Zwolle", noon)
    exclude("0612345678", name, "informant")
    exclusions.add(room, SECOND, ["0612345678"], "other", name, noon)
    with pytest.raises(Problem, match="not on that list"):
        exclusions.remove(room, SECOND, "0612345679", name, noon)
    exclusions.met(room, SECOND, name, 7, noon)
    with room.db.read() as session:
        found = [
            (row["actor"], row["action"], row["subject"], row["detail"])
            for row in session.trail.chain()
        ]
    assert found[1:] == [
        ("lead-1", "exclusions.added", name, '{"added": 1, "category": "informant", "known": 0}'),
        ("lead-2", "exclusions.added", name, '{"added": 0, "category": "other", "known": 1}'),
        ("lead-2", "exclusions.removed", name, '{"removed": 0}'),
        ("lead-2", "exclusions.met", name, '{"amount": 7}'),
    ]


def test_a_list_is_one_campaigns_or_everyones(
    room: Outreach, noon: datetime, exclude: Callable[..., Added]
) -> None:
    mine, other = (campaign.create(room, LEAD, "Z", "Zwolle", noon) for _ in range(2))
    exclude("0612345678", mine)
    exclude("0687654321")
    seen = [
        exclusions.excluded(room, one, ["+31612345678", "+31687654321"]) for one in (mine, other)
    ]
    assert seen == [{"+31612345678", "+31687654321"}, {"+31687654321"}]
    assert [exclusions.checker(room, one)("+31612345678") for one in (mine, other)] == [True, False]
    assert exclusions.summary(room, APPROVER, other) == [Listed("other", "", 1, noon)]


def test_a_number_is_removed_from_the_list_that_is_named_and_no_other(
    room: Outreach, noon: datetime, exclude: Callable[..., Added]
) -> None:
    name = campaign.create(room, LEAD, "Zwolle", "Zwolle", noon)
    exclude("0612345678", name)
    exclude("0612345678")
    exclusions.remove(room, LEAD, "06 1234 5678", None, noon)
    assert exclusions.summary(room, LEAD, name) == [Listed("other", name, 1, noon)]
    with pytest.raises(Problem, match="not on that list"):
        exclusions.remove(room, LEAD, "0612345678", None, noon)
    exclusions.remove(room, LEAD, "0612345678", name, noon)
    assert not exclusions.checker(room, name)("+31612345678")
    with pytest.raises(Problem, match="not on that list"):  # the list is empty by now
        exclusions.remove(room, LEAD, "0612345678", name, noon)


@pytest.mark.parametrize(
    ("raw", "said"), [("", "Type the number"), ("061234567", "short"), ("Jan", "A name")]
)
def test_what_cannot_be_read_cannot_be_removed(
    room: Outreach, noon: datetime, exclude: Callable[..., Added], raw: str, said: str
) -> None:
    exclude("0612345678")
    with pytest.raises(Problem, match=said):
        exclusions.remove(room, LEAD, raw, None, noon)
    assert amount(room, "exclusions") == 1


def test_a_long_list_goes_in_slices_and_a_kill_between_them_is_mended_by_adding_again(
    room: Outreach, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exclusions, "SLICE", 4)
    numbers = [number(nth) for nth in range(1, 11)]
    write, count = room.db.write, iter(range(10))

    def killed(fn: Any, item: Any) -> Any:
        if next(count) == 2:
            raise KeyboardInterrupt
        return write(fn, item)

    with monkeypatch.context() as patched:
        patched.setattr(room.db, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            exclusions.add(room, LEAD, numbers, "other", None, noon)
    assert amount(room, "exclusions") == 8
    assert exclusions.add(room, LEAD, numbers, "other", None, noon) == Added(2, 8, [], 0)


def test_a_hundred_thousand_at_once_and_not_one_more(
    room: Outreach, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert exclusions.MOST == 100_000
    monkeypatch.setattr(exclusions, "MOST", 3)
    some = [number(nth) for nth in range(4)]
    with pytest.raises(Problem, match="at most 3"):
        exclusions.add(room, LEAD, some, "other", None, noon)
    assert exclusions.add(room, LEAD, some[:3], "other", None, noon).added == 3


def test_an_unknown_category_or_campaign_is_a_sentence(
    room: Outreach, noon: datetime, exclude: Callable[..., Added]
) -> None:
    with pytest.raises(Problem, match="Choose why"):
        exclude("0612345678", category="enemy")
    with pytest.raises(Problem, match="There is no such campaign"):
        exclude("0612345678", "nowhere")
    with pytest.raises(Problem, match="There is no such campaign"):
        exclude("0612345678", "")  # no slip makes a campaign's list everyone's
    assert amount(room, "exclusions") == 0


@pytest.mark.parametrize(
    "who", ["approver", "observer", "privacy-outreach", "tactus-1", "operator"]
)
def test_only_a_team_lead_changes_the_list(
    room: Outreach, cast: dict[str, Any], noon: datetime, exclude: Callable[..., Added], who: str
) -> None:
    name = campaign.create(room, LEAD, "Zwolle", "Zwolle", noon)
    exclude("0612345678")
    for change in (
        lambda: exclusions.add(room, cast[who], ["0687654321"], "other", None, noon),
        lambda: exclusions.remove(room, cast[who], "0612345678", None, noon),
        lambda: exclusions.drop_excluded(room, cast[who], name, noon),
        lambda: exclusions.met(room, cast[who], name, 1, noon),
    ):
        with pytest.raises(Forbidden):
            change()
    assert amount(room, "exclusions") == 1
    if who == "approver":
        assert exclusions.summary(room, cast[who], name)
    else:
        with pytest.raises(Forbidden):
            exclusions.summary(room, cast[who], name)


@pytest.mark.duckdb
def test_no_plain_number_reaches_the_disk_the_trail_or_the_log(
    house: House, room: Outreach, noon: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    name = steps.draft(house, noon, recipients=3, first=12345678)
    exclusions.add(room, LEAD, ["Jansen 06-12345678", "0612345679"], "informant", name, noon)
    exclusions.add(room, LEAD, ["061234567"], "informant", None, noon)
    exclusions.remove(room, LEAD, "06-12345678", name, noon)
    assert amount(room, "exclusions") == 1
    room.db.backup(house.data / "backup.duckdb")
    kept = [file for file in house.data.rglob("*") if file.is_file()]
    assert any(file.suffix == ".duckdb" for file in kept)
    for said in [caplog.text.encode(), *(file.read_bytes() for file in kept)]:
        for secret in (b"12345678", b"12345679", b"06-123", b"061234567", b"Jansen"):
            assert secret not in said


def test_the_trail_tells_who_changed_the_list_and_how_much(
    house: House, room: Outreach, noon: datetime, exclude: Callable[..., Added]
) -> None:
    name = steps.draft(house, noon, first=FIRST, recipients=3)
    exclude(f"{number(1)}\n{number(2)}\n{number(9)}", name, "minor")
    exclusions.remove(room, SECOND, number(9), name, noon)
    assert details(room, "exclusions.added") == ['{"added": 3, "category": "minor", "known": 0}']
    assert details(room, "exclusions.applied") == ['{"dropped": 2}']
    assert details(room, "exclusions.removed") == ['{"removed": 1}']
    assert ("lead-2", "exclusions.removed") in steps.actions(room)


# Drafts


def test_recipients_of_a_draft_go_when_they_are_excluded(
    house: House, room: Outreach, noon: datetime, exclude: Callable[..., Added]
) -> None:
    name = steps.draft(house, noon, first=FIRST, recipients=5)
    other = steps.draft(house, noon, first=FIRST, recipients=5)
    with_source(room, name)
    assert exclude(f"{number(1)}\n{number(2)}\n{number(77)}", name) == Added(3, 0, [], 2)
    assert recipients(room, name) == {number(nth) for nth in (3, 4, 5)}
    assert amount(room, "sources") == 3  # whoever is gone was seen nowhere
    assert len(recipients(room, other)) == 5
    assert exclude(f"{number(3)}") == Added(1, 0, [], 2)  # in every draft
    assert recipients(room, name) == {number(4), number(5)}
    assert len(recipients(room, other)) == 4


def with_source(room: Outreach, name: str) -> None:
    """Every recipient of the campaign was seen in its export."""
    room.db.write(_with_source, name)


def _with_source(tx: Any, names: list[str]) -> list[None]:
    for name in names:
        tx.connection.execute(
            "insert into sources (recipient, export) select r.id, e.id from recipients as r "
            "inner join exports as e on e.campaign = r.campaign where r.campaign = ?",
            [name],
        )
    return [None for _ in names]


def test_a_draft_is_swept_in_slices_and_a_second_sweep_finds_nobody(
    house: House, room: Outreach, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = steps.draft(house, noon, first=FIRST, recipients=10)
    monkeypatch.setattr(sweeping, "SLICE", 3)
    with monkeypatch.context() as patched:  # an import that had looked before the list was made
        patched.setattr(exclusions, "drop_excluded", lambda *_: 0)
        exclusions.add(room, LEAD, [number(nth) for nth in (1, 5, 9, 10)], "other", None, noon)
    assert exclusions.drop_excluded(room, LEAD, name, noon) == 4
    assert exclusions.drop_excluded(room, LEAD, name, noon) == 0
    assert recipients(room, name) == {number(nth) for nth in (2, 3, 4, 6, 7, 8)}


def test_what_others_have_read_and_approved_keeps_its_recipients(
    house: House, room: Outreach, noon: datetime, exclude: Callable[..., Added]
) -> None:
    """They are held when their turn comes, so that the approver's number stays what it was."""
    name = steps.approved(house, noon, first=FIRST)
    assert exclude(number(1), name) == Added(1, 0, [], 0)
    assert exclusions.drop_excluded(room, LEAD, name, noon) == 0
    assert len(recipients(room, name)) == 100
    assert details(room, "exclusions.applied") == []


@pytest.mark.parametrize("spoilt", [None, "{", "{}", "[]", '{"sealing": 1, "indexing": 1}'])
def test_a_draft_whose_keys_are_lost_keeps_nobody_off_the_list(
    house: House,
    room: Outreach,
    noon: datetime,
    exclude: Callable[..., Added],
    spoilt: str | None,
) -> None:
    """Nor the other drafts from being swept; who added is told."""
    lost, whole = (
        steps.draft(house, noon + timedelta(seconds=nth), first=FIRST, recipients=3)
        for nth in range(2)
    )
    file = room.keys.folder / f"campaign-{lost}.json"
    file.unlink()
    if spoilt is not None:
        file.write_text(spoilt)
    told = exclude(number(1))
    assert (told.added, told.dropped) == (1, 1)
    assert [(name, why.template) for name, why in told.unswept] == [("Zwolle", brakes.KEYLESS)]
    with pytest.raises(Problem, match="keys of this campaign are missing"):
        exclusions.drop_excluded(room, LEAD, lost, noon)
    assert len(recipients(room, whole)) == 2


# At a launch


def lacks(room: Outreach, name: str, noon: datetime) -> list[str]:
    return [str(one) for one in campaign.missing(room, APPROVER, name, noon)]


@pytest.mark.parametrize("size", [1, 2, 7, 500])
def test_a_launch_is_refused_when_too_few_are_left_whom_it_may_text(
    house: House,
    room: Outreach,
    noon: datetime,
    exclude: Callable[..., Added],
    monkeypatch: pytest.MonkeyPatch,
    size: int,
) -> None:
    """With 99 of 100 excluded, "held" would tell of the one left whether he said stop."""
    monkeypatch.setattr(sweeping, "COUNTED", size)
    name = steps.approved(house, noon, first=FIRST, recipients=103)
    exclude("\n".join(number(nth) for nth in (1, 50, 103)), name)
    assert lacks(room, name, noon) == []  # 100 are left
    exclude(number(2))  # on the list of every campaign
    said = "There are 99 recipients. A campaign needs 100: add exports."
    assert lacks(room, name, noon) == [said]
    with pytest.raises(Problem, match="There are 99 recipients"):
        campaign.launch(room, LEAD, name, noon)
    assert statuses(room, name) == {}
    exclusions.remove(room, LEAD, number(2), None, noon)
    campaign.launch(room, LEAD, name, noon)
    assert statuses(room, name) == {"queued": 103}


def test_nobody_asks_for_approval_of_too_few_whom_it_may_text(
    house: House, room: Outreach, noon: datetime, exclude: Callable[..., Added]
) -> None:
    name = steps.approved(house, noon, first=FIRST)
    exclude("\n".join(number(nth) for nth in range(1, 100)), name)
    campaign.take_back(room, LEAD, name, noon)
    with pytest.raises(Problem, match="There are 1 recipients"):
        campaign.submit(room, LEAD, name, noon)


def test_another_campaign_s_list_takes_nobody_from_a_launch(
    house: House, room: Outreach, noon: datetime, exclude: Callable[..., Added]
) -> None:
    name = steps.approved(house, noon, first=FIRST)
    exclude(number(1), steps.draft(house, noon, first=FIRST, recipients=0))
    assert lacks(room, name, noon) == []


@pytest.mark.parametrize(
    ("ring", "said"),
    [("exclusions", "keys of the list"), ("campaign-{}", "keys of this campaign are missing")],
)
@pytest.mark.parametrize("spoilt", ["gone", "damaged"])
def test_without_keys_to_count_with_nothing_is_launched(
    house: House,
    room: Outreach,
    noon: datetime,
    exclude: Callable[..., Added],
    ring: str,
    said: str,
    spoilt: str,
) -> None:
    name = steps.approved(house, noon, first=FIRST, recipients=110)
    exclude("0687654321")
    file = room.keys.folder / f"{ring.format(name)}.json"
    file.unlink()
    if spoilt == "damaged":
        file.write_text("{")
    (problem,) = campaign.missing(room, APPROVER, name, noon)
    assert said in str(problem)
    with pytest.raises(Problem, match=said):
        campaign.launch(room, LEAD, name, noon)
    assert statuses(room, name) == {}


def test_counting_opens_no_more_than_it_needs_and_nothing_while_the_list_is_empty(
    house: House,
    room: Outreach,
    noon: datetime,
    exclude: Callable[..., Added],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Pages count at every draw."""
    name = steps.approved(house, noon, first=FIRST, recipients=300)
    monkeypatch.setattr(sweeping, "COUNTED", 50)
    opened: list[int] = []
    really = sweeping._opened

    def seen(ring: Any, rows: list[Any]) -> dict[str, str]:
        opened.append(len(rows))
        return really(ring, rows)

    monkeypatch.setattr(sweeping, "_opened", seen)
    assert lacks(room, name, noon) == [] and opened == []
    exclude("0687654321")
    assert lacks(room, name, noon) == [] and opened == [50, 50]


def test_who_cannot_be_opened_can_not_be_texted_and_does_not_count(
    house: House, room: Outreach, noon: datetime, exclude: Callable[..., Added]
) -> None:
    name = steps.approved(house, noon, first=FIRST)
    exclude("0687654321")
    room.db.write(each(_spoil), name)
    assert lacks(room, name, noon) == [
        "There are 99 recipients. A campaign needs 100: add exports."
    ]


def _spoil(tx: Any, name: str) -> None:
    tx.connection.execute(
        "update recipients set number_sealed = 'spoilt' "
        "where id = (select min(id) from recipients where campaign = ?)",
        [name],
    )


# At the send


def texted(postbox: Postbox) -> set[str]:
    return {one.to for one in postbox.taken}


def test_who_is_excluded_after_the_launch_is_held_and_neither_gate_nor_carrier_hears_of_them(
    house: House,
    room: Outreach,
    postbox: Postbox,
    noon: datetime,
    exclude: Callable[..., Added],
) -> None:
    name = steps.launched(house, noon, first=FIRST)
    exclude(f"{number(1)}\n{number(2)}", name, "informant")
    exclude(number(3), None, "colleague")
    now = run(house, noon)
    assert statuses(room, name) == {"sent": 97, "held": 3}
    assert texted(postbox) == {number(nth) for nth in range(4, 101)}
    gate = house.helpdesk.gate
    assert [gate.campaign_of(number(nth)) for nth in (1, 2, 3)] == [None, None, None]
    assert gate.campaign_of(number(4)) is not None
    assert outbox.finish(room, now) == 1  # the held ones keep nothing open


def test_who_was_excluded_by_mistake_can_be_texted_by_a_later_campaign(
    house: House, postbox: Postbox, noon: datetime, exclude: Callable[..., Added]
) -> None:
    """The gate never heard of them, so it does not take them for texted."""
    steps.launched(house, noon, first=FIRST)
    exclude(number(1))
    now = run(house, noon)
    exclusions.remove(house.outreach, LEAD, number(1), None, now)
    later = steps.launched(house, now, first=FIRST, recipients=199)
    run(house, now)
    assert statuses(house.outreach, later) == {"held": 99, "sent": 100}
    assert texted(postbox) == {number(nth) for nth in (1, *range(101, 200))}


def test_another_campaign_s_list_holds_nobody_here(
    house: House, room: Outreach, noon: datetime, exclude: Callable[..., Added]
) -> None:
    name = steps.launched(house, noon, first=FIRST)
    exclude(number(1), steps.draft(house, noon, first=FIRST, recipients=0))
    run(house, noon)
    assert statuses(room, name) == {"sent": 100}


def test_between_claim_and_gate_it_is_not_too_late(
    house: House,
    room: Outreach,
    postbox: Postbox,
    noon: datetime,
    exclude: Callable[..., Added],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = steps.launched(house, noon, first=FIRST)
    prepare = preparing.prepare

    def slowly(*given: Any) -> Any:
        exclude("\n".join(number(nth) for nth in range(1, 101)), name)
        return prepare(*given)

    monkeypatch.setattr(preparing, "prepare", slowly)
    ticking.tick(room, noon)
    assert statuses(room, name) == {"held": 16, "queued": 84}
    assert postbox.taken == []


def test_one_question_a_batch(
    house: House, noon: datetime, exclude: Callable[..., Added], monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.launched(house, noon, first=FIRST)
    exclude(number(1))
    asked: list[int] = []

    def counted(room: Outreach, name: str, some: list[str]) -> set[str]:
        asked.append(len(some))
        return excluded.excluded(room, name, some)

    monkeypatch.setattr(exclusions, "excluded", counted)
    ticking.tick(house.outreach, noon)
    assert asked == [16]


@pytest.mark.parametrize("answer", [NotTaken(0), Unclear()], ids=["busy", "no answer"])
def test_who_is_excluded_before_a_second_try_is_not_tried_again(
    house: House,
    room: Outreach,
    postbox: Postbox,
    noon: datetime,
    exclude: Callable[..., Added],
    answer: Any,
) -> None:
    """Attempts from before do not make them "held": that would be said of a stop as well."""
    name = steps.launched(house, noon, first=FIRST)
    asked: list[str] = []

    def first_time(message: Outgoing) -> Any:
        asked.append(message.to)
        return answer

    postbox.send = first_time  # type: ignore[method-assign]
    ticking.tick(room, noon)
    assert len(asked) == 16
    tried = set(asked)
    exclude("\n".join(tried), name)
    postbox.send = lambda message: asked.append(message.to) or Accepted("SM1")  # type: ignore
    now = noon + timedelta(minutes=1)
    reconcile.reconcile(room, now)  # what got no answer isn't in the carrier's list
    assert statuses(room, name) == {"queued": 100}
    run(house, now)
    assert statuses(room, name) == {"sent": 84, "undelivered": 16}
    assert len(asked) == 16 + 84 and not tried & set(asked[16:])


# The keys


def test_without_the_list_s_keys_nothing_is_sent_until_they_are_back(
    house: House,
    room: Outreach,
    postbox: Postbox,
    noon: datetime,
    exclude: Callable[..., Added],
) -> None:
    name = steps.launched(house, noon, first=FIRST)
    exclude(number(1))
    file = room.keys.folder / "exclusions.json"
    aside = file.rename(file.with_suffix(".aside"))
    run(house, noon)
    one = campaign.get(room, LEAD, name)
    assert (one.status, one.pause_reason) == ("paused", excluded.KEYLESS)
    assert statuses(room, name) == {"queued": 100}
    assert postbox.taken == []
    aside.rename(file)
    campaign.resume(room, LEAD, name, noon)
    run(house, noon + timedelta(minutes=1))
    assert statuses(room, name) == {"sent": 99, "held": 1}


@pytest.mark.parametrize("spoilt", ["gone", "another's", "half a file", "not JSON"])
def test_with_other_keys_than_the_list_s_own_nobody_is_let_through(
    house: House, room: Outreach, noon: datetime, exclude: Callable[..., Added], spoilt: str
) -> None:
    name = campaign.create(room, LEAD, "Zwolle", "Zwolle", noon)
    exclude("0612345678")
    file = room.keys.folder / "exclusions.json"
    file.unlink()
    if spoilt == "another's":
        room.keys.ring("exclusions", make=True)
    elif spoilt != "gone":
        file.write_text('{"sealing": "00"}' if spoilt == "half a file" else '{"seal')
    for action in (
        lambda: exclusions.checker(room, name),
        lambda: exclusions.excluded(room, name, ["+31612345678"]),
        lambda: exclude("0687654321"),
        lambda: exclusions.remove(room, LEAD, "0612345678", None, noon),
    ):
        with pytest.raises(Problem, match="keys of the list"):
            action()
    assert amount(room, "exclusions") == 1
    assert file.exists() is (spoilt != "gone")  # and none are made in their place


def test_an_empty_list_needs_no_keys_and_may_begin_with_new_ones(
    house: House, room: Outreach, noon: datetime, exclude: Callable[..., Added]
) -> None:
    name = campaign.create(room, LEAD, "Zwolle", "Zwolle", noon)
    assert not room.keys.has("exclusions")
    assert not exclusions.checker(room, name)("+31612345678")
    assert exclusions.excluded(room, name, ["+31612345678"]) == set()
    assert not room.keys.has("exclusions")  # looking makes none
    exclude("0612345678")
    exclusions.remove(room, LEAD, "0612345678", None, noon)
    room.keys.destroy("exclusions")
    assert not exclusions.checker(room, name)("+31612345678")
    exclude("0612345678")
    assert exclusions.checker(room, name)("+31612345678")


def test_a_list_begun_twice_at_once_is_not_begun_with_two_rings(
    house: House, room: Outreach, noon: datetime, exclude: Callable[..., Added]
) -> None:
    mine = excluded.begin(room)  # it saw an empty list
    room.keys.destroy("exclusions")
    exclude("0612345678")  # another process, with a ring of its own
    item = exclusions._Addition(LEAD, "", "other", ["00"], mine, noon)
    with pytest.raises(Problem, match="keys of the list"):
        room.db.write(each(exclusions._add), item)
    assert amount(room, "exclusions") == 1


def test_the_list_tells_nothing_without_its_keys(
    house: House, room: Outreach, noon: datetime, exclude: Callable[..., Added]
) -> None:
    """No index of it is an index of a recipient or of the gate, so tables can't be compared."""
    name = steps.launched(house, noon, first=FIRST)
    exclude("\n".join(number(nth) for nth in range(1, 101)), name)
    with room.db.read() as session:
        rows = session.connection.execute(
            "select e.person from exclusions as e inner join recipients as r on r.person = e.person"
        ).fetchall()
        listed = session.connection.execute("select person from exclusions").fetchall()
    assert rows == [] and len(listed) == 100
    assert all(len(one) == 64 for (one,) in listed)


@given(st.text(max_size=40))
def test_any_row_at_all_is_read_or_said_to_be_unread(raw: str) -> None:
    some, reason = listing._read_row(raw)
    blank = not any(cell.strip() for cell in listing.CELLS.split(raw))
    assert blank == (not some and not reason)
