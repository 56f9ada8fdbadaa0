"""Every sighting is accepted, repeated or rejected for a reason; none is lost."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import buyers
from outreach.intake import ReadExport, Sighting
from outreach.rule import Rule
from outreach.tally import Tally

JAN, PIET, OWNER = "0612345678", "0687654321", "0688888888"
NOON = datetime(2021, 1, 15, 12, tzinfo=UTC)


def choose(seen: Iterable[Sighting], owners: Iterable[str] = (), **rule: object) -> Tally:
    whole = Rule(**{"mode": "buyers", "words": "wit\nsos", **rule})  # type: ignore[arg-type]
    return buyers.choose(ReadExport("test", iter(seen), set(owners)), whole)


def reasons(tally: Tally) -> dict[str, tuple[int, str]]:
    return {one.reason: (one.amount, one.row_numbers) for one in tally.rejected}


MESSAGE = Sighting(1, JAN, "in", "heb je wit")

ALONE = [
    (MESSAGE, "buyers", "", "asked for it"),
    (MESSAGE._replace(direction="out"), "buyers", buyers.OUTGOING, "the dealer's own words"),
    (MESSAGE._replace(text="tot morgen"), "buyers", buyers.NO_WORDING, "family"),
    (MESSAGE._replace(text="tot morgen"), "incoming", "", "everybody who wrote"),
    (MESSAGE._replace(direction="out"), "all", "", "everybody in the file"),
    (MESSAGE._replace(kind="call", text=""), "buyers", buyers.CALL, "what was wanted?"),
    (MESSAGE._replace(kind="call", text=""), "incoming", "", "who called"),
    (MESSAGE._replace(kind="contact", direction="none"), "buyers", buyers.CONTACT, "an aunt"),
    (MESSAGE._replace(kind="contact", direction="none"), "incoming", buyers.CONTACT, "an aunt"),
    (MESSAGE._replace(kind="contact", direction="none"), "all", "", "all means all"),
    (MESSAGE._replace(kind="listed", direction="none", text=""), "buyers", "", "a list is given"),
    (MESSAGE._replace(reason="Odd."), "incoming", "Odd.", "the format's own reason"),
]  # fmt: skip


@pytest.mark.parametrize(("seen", "mode", "reason", "why"), ALONE, ids=[row[3] for row in ALONE])
def test_whom_a_mode_takes(seen: Sighting, mode: str, reason: str, why: str) -> None:
    tally = choose([seen], mode=mode)
    assert list(reasons(tally)) == ([reason] if reason else []), why
    assert list(tally.found) == ([] if reason else ["+31612345678"])


def test_the_owner_is_never_chosen_even_when_known_only_at_the_end() -> None:
    owners: set[str] = set()

    def stream() -> Iterable[Sighting]:
        yield Sighting(1, OWNER, "in", "wit")
        yield MESSAGE._replace(row=2)
        owners.add("+31 6 88888888")

    export = ReadExport("test", iter(stream()), owners)
    tally = buyers.choose(export, Rule("buyers", "wit"))
    assert list(tally.found) == ["+31612345678"] and tally.owners == ("+31688888888",)
    assert reasons(tally) == {buyers.OWNER: (1, "1")} and tally.senders == 1


def test_a_period_counts_whole_days_in_the_netherlands() -> None:
    moments = [
        datetime(2021, 1, 14, 22, 59, tzinfo=UTC),  # 23:59 the day before
        datetime(2021, 1, 14, 23, 0, tzinfo=UTC),
        datetime(2021, 1, 15, 22, 59, tzinfo=UTC),
        datetime(2021, 1, 15, 23, 0, tzinfo=UTC),  # the day after
        None,
    ]
    seen = [MESSAGE._replace(row=row, moment=at) for row, at in enumerate(moments, start=1)]
    tally = choose(seen, since=date(2021, 1, 15), until=date(2021, 1, 15))
    assert str(tally.found["+31612345678"].rows) == "2-3"
    assert reasons(tally) == {buyers.NOT_THEN: (2, "1, 4"), buyers.UNDATED: (1, "5")}


def test_a_list_is_taken_whatever_the_rule() -> None:
    listed = Sighting(1, JAN, "none", kind="listed")
    tally = choose([listed], since=date(2021, 1, 1))
    assert list(tally.found) == ["+31612345678"]


def test_a_cell_with_two_numbers_gives_both_in_a_list_and_none_in_a_message() -> None:
    both = f"{JAN} / {PIET}"
    listed = choose([Sighting(1, both, "none", kind="listed")])
    assert (set(listed.found), listed.sightings) == ({"+31612345678", "+31687654321"}, 2)
    message = choose([Sighting(1, both, "in", "wit")])
    assert (message.found, message.sightings) == ({}, 1)


def test_samples_are_masked_and_show_a_sender_once() -> None:
    tally = choose([MESSAGE._replace(row=row, text="wit, bel 06-11111111") for row in range(9)])
    (sample,) = tally.caught
    assert "11111111" not in sample.text and sample.word == "wit"


def test_what_a_word_catches_is_counted_by_sender_and_by_message() -> None:
    tally = choose([MESSAGE, MESSAGE._replace(row=2), Sighting(3, PIET, "in", "wit")])
    (first, second) = tally.words
    assert first.example == "heb je wit" and second.example == ""
    assert (first.word, first.senders, first.messages) == ("wit", 2, 3)
    assert (second.word, second.messages) == ("sos", 0)


KINDS = st.sampled_from(["message", "call", "contact", "listed"])
SIGHTINGS = st.lists(
    st.builds(
        Sighting,
        row=st.integers(1, 99),
        number=st.sampled_from([JAN, PIET, OWNER, "ING", "", f"{JAN}, {PIET}", "038 234 5678"]),
        direction=st.sampled_from(["in", "out", "none"]),
        text=st.sampled_from(["wit", "sos", "cola halen", ""]),
        moment=st.sampled_from([None, NOON]),
        kind=KINDS,
        sheet=st.sampled_from(["", "Chats"]),
        reason=st.sampled_from(["", "", "Odd."]),
    ),
    max_size=30,
)


@given(SIGHTINGS, st.sampled_from(["buyers", "incoming", "all"]), st.integers(1, 3))
def test_nothing_is_lost_and_nobody_is_chosen_who_is_an_owner(
    seen: list[Sighting], mode: str, least: int
) -> None:
    tally = choose(seen, [OWNER], mode=mode, least=least, since=date(2021, 1, 1))
    chosen = sum(one.rows.amount for one in tally.found.values())
    assert chosen + sum(one.amount for one in tally.rejected) == tally.sightings
    assert tally.sightings >= len(seen) and "+31688888888" not in tally.found
