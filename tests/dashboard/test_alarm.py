"""What no care worker may miss: a crisis that nobody reads, and the alarm that tests the alarm."""

import io
import wave
from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard import state
from dashboard.care import sound
from helpdesk import inbox, partners
from tests.dashboard.conftest import Opens
from tests.dashboard.test_inbox_page import BO, CRISIS, HELP, hears, only  # noqa: F401 - fixtures

WAITS = "1 person in a crisis waits, and nobody has claimed the conversation yet."


def _alarms(app) -> list[str]:
    return [one.value for one in app.error if "in a crisis" in one.value]


@pytest.mark.parametrize(
    ("path", "who"),
    [("inbox", "tactus-1"), ("phones", "tactus-1"), ("team", "tactus-coordinator")],
)
def test_a_crisis_that_nobody_has_is_on_every_page_of_care(
    opens: Opens,
    hears,  # noqa: F811
    path: str,
    who: str,
) -> None:
    hears(CRISIS)
    app = opens(path, who)
    assert not app.exception
    assert _alarms(app) == [WAITS]
    assert [one.value for one in app.toast] == [WAITS]
    assert len(app.get("page_link")) >= (path != "inbox")


def test_it_appears_by_itself_and_is_gone_when_somebody_claims(
    opens, house, hears, only, cast, noon  # noqa: F811
) -> None:  # fmt: skip
    app = opens("team", "tactus-coordinator")
    assert _alarms(app) == []
    hears(HELP, BO)
    assert _alarms(app.run()) == []
    hears(CRISIS)
    assert _alarms(app.run()) == [WAITS]
    assert len(app.toast) == 1
    assert len(app.run().toast) == 0  # the banner stays; nobody is startled twice
    urgent = inbox.waiting(house.helpdesk, cast["tactus-1"], noon)[0]
    inbox.claim(house.helpdesk, cast["tactus-1"], urgent.id, noon)
    assert _alarms(app.run()) == []


def _sounds(app) -> list[str]:
    return [one.proto.url for one in app.get("audio") if one.proto.autoplay]


def test_it_sounds_once_for_each_and_every_minute_until_somebody_claims(
    opens, house, hears, only, cast, noon  # noqa: F811
) -> None:  # fmt: skip
    def at(seconds: int) -> list[str]:
        state.install(house, clock=lambda: noon + timedelta(seconds=seconds))
        return _sounds(app.run())

    app = opens("inbox", "tactus-1")
    assert _sounds(app) == []
    hears(CRISIS)
    (first,) = at(1)
    assert at(2) == at(50) == [first]  # the same player stays: redrawn, it plays no second time
    hears(CRISIS, BO)
    (second,) = at(51)
    (third,) = at(51 + 60)
    assert len({first, second, third}) == 3
    for one in inbox.waiting(house.helpdesk, cast["tactus-1"], noon):
        inbox.claim(house.helpdesk, cast["tactus-1"], one.id, noon)
    assert at(1000) == [third]


def test_one_that_comes_as_another_is_claimed_is_heard(opens, house, hears, cast, noon) -> None:  # noqa: F811
    app = opens("team", "tactus-coordinator")
    hears(CRISIS)
    before = _sounds(app.run())
    (one,) = inbox.waiting(house.helpdesk, cast["tactus-1"], noon)
    inbox.claim(house.helpdesk, cast["tactus-1"], one.id, noon)
    hears(CRISIS, BO)
    app.run()
    assert _alarms(app) == [WAITS] and len(app.toast) == 1
    assert _sounds(app) != before


def test_the_sound_can_be_tried_and_until_then_the_page_says_so(opens) -> None:
    app = opens("inbox", "tactus-1")
    silent = "until then your browser may keep silent"
    assert any(silent in one.value for one in app.caption)
    app.button(key="alarm.sound_try").click().run()
    assert len(_sounds(app)) == 1
    assert not any(silent in one.value for one in app.caption)


def test_the_sound_is_a_short_wav_that_is_not_too_loud() -> None:
    with wave.open(io.BytesIO(sound._once_more(1))) as made:
        samples = made.readframes(made.getnframes())
        assert 0.5 < made.getnframes() / made.getframerate() < 2
    assert max(samples) > 200 and min(samples) < 56  # it can be heard
    assert max(samples) < 255 and min(samples) > 0  # and is not clipped


@pytest.mark.parametrize(
    ("path", "who"),
    [("inbox", "peers-1"), ("campaigns", "lead-1"), ("trail", "privacy-care")],
)
def test_nobody_else_hears_of_it(opens, hears, path: str, who: str) -> None:  # noqa: F811
    hears(CRISIS)
    app = opens(path, who)
    assert not app.exception
    assert _alarms(app) == [] and len(app.toast) == 0 and _sounds(app) == []


@pytest.fixture
def real(opens, house) -> Opens:
    """As `opens`, with real people: nobody answers a test alarm by itself."""
    partners.seed(house.helpdesk)
    settings = house.settings
    carrier = settings.carrier.model_copy(update={"name": "twilio"})
    helpdesk = replace(house.helpdesk, settings=settings.model_copy(update={"carrier": carrier}))
    state.install(replace(house, helpdesk=helpdesk))
    return opens


def test_whoever_works_day_and_night_answers_the_test_alarm(real, house, noon) -> None:
    assert not house.outreach.gate.care_is_ready(noon)
    app = real("inbox", "night-1")
    app.button(key="alarm.received").click().run()
    assert not app.exception
    assert house.outreach.gate.care_is_ready(noon)
    assert "alarm.received" not in [one.key for one in app.button]


@pytest.mark.parametrize(("path", "who"), [("inbox", "tactus-1"), ("team", "tactus-coordinator")])
def test_others_have_no_test_alarm(real, path: str, who: str) -> None:
    app = real(path, who)
    assert not app.exception
    assert "alarm.received" not in [one.key for one in app.button]
