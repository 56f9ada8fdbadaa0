"""What invented people do: as many as in Zwolle, and the same in every run."""

from collections import Counter

import crawleruseragents
import pytest

from carrier import people

CROWD = [f"+316{n:08d}" for n in range(20_000_000, 20_004_000)]
LABELS = {"help", "opt_out", "question", "wrong_person", "hostile", "other", "crisis", "empty"}


def _deeds(kind: str) -> list[people.Deed]:
    return [deed for one in CROWD for deed in people.life(750, one, 40) if deed.kind == kind]


def test_the_same_seed_and_number_give_the_same_life() -> None:
    assert people.life(750, CROWD[7], 40) == people.life(750, CROWD[7], 40)
    lives = [people.life(750, one, 40) for one in CROWD[:200]]
    assert lives != [people.life(751, one, 40) for one in CROWD[:200]]


@pytest.mark.parametrize(
    ("kind", "share"), [("visit", 0.467), ("reply", 0.12), ("robot", 0.093), ("repeat", 0.012)]
)
def test_about_as_many_do_it_as_in_zwolle(kind: str, share: float) -> None:
    assert len(_deeds(kind)) / len(CROWD) == pytest.approx(share, abs=0.025)


@pytest.mark.parametrize(("step", "share"), [("selfhelp", 0.133), ("care", 0.093), ("call", 0.011)])
def test_about_as_many_go_on_as_in_zwolle(step: str, share: float) -> None:
    going = [deed for deed in _deeds("visit") if step in deed.detail["wanted"]]
    assert len(going) / len(CROWD) == pytest.approx(share, abs=0.015)


def test_most_texts_arrive_and_nobody_acts_on_one_that_did_not() -> None:
    fates = Counter()
    for number in CROWD:
        last = {d.detail["status"]: d.detail["code"] for d in people.receipts(1, number, "SM", 40)}
        final = next((word for word in last if word != "sent"), "none")
        fates[final, last.get(final, "")] += 1
        assert final == "delivered" or people.life(1, number, 40) == []
    assert fates["delivered", ""] / len(CROWD) == pytest.approx(0.93, abs=0.02)
    assert fates["undelivered", "30003"] > 0 and fates["undelivered", "30005"] > 0
    assert 0 < fates["failed", "30008"] < 0.03 * len(CROWD)


def test_receipts_also_come_late_double_and_out_of_order() -> None:
    def receipts(one: str) -> list[people.Deed]:
        return people.receipts(1, one, one, 40, reachable=True)

    plans = [receipts(one) for one in CROWD]
    assert any(len(plan) == 3 for plan in plans)
    assert any(plan[1].delay < plan[0].delay for plan in plans)
    assert any(plan[1].delay > 12 for plan in plans)
    assert all(plan[1].detail["status"] == "delivered" for plan in plans)


def test_everything_happens_within_the_spread() -> None:
    latest = max(deed.delay for one in CROWD for deed in people.life(750, one, 40))
    assert 20 < latest <= 40


def test_a_previewer_is_known_for_one_or_only_looks_and_a_phone_is_taken_for_a_person() -> None:
    for method, agent in people.PREVIEWERS:
        assert method == "HEAD" or crawleruseragents.is_crawler(agent)
    assert not any(crawleruseragents.is_crawler(agent) for agent in people.PHONES)


def test_every_language_has_every_kind_of_reply_and_each_fits_in_one_text() -> None:
    known = people.replies()
    assert set(known) == set(people.LANGUAGES)
    for labels in known.values():
        assert set(labels) == LABELS | {"thanks"}
        assert all(len(text) <= 160 for texts in labels.values() for text in texts)
        assert labels["empty"] == [""]
    assert set(people.LABELS) == LABELS
