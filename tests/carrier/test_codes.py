"""Every code of the carrier has one meaning, and tells the campaign side nothing about a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier import codes
from carrier.base import RECEIPT_STATUSES
from carrier.codes import CODES, GROUPS, kept, meaning, status_of, stops_campaign, words

FIELD = {  # code -> whether the campaign pauses, as the facts of the field have it
    "21610": False,
    "21211": False,
    "21614": False,
    "21408": True,
    "21606": True,
    "21612": True,
    "21659": True,
    "21617": True,
    "30003": False,
    "30005": False,
    "30006": False,
    "30004": True,
    "30007": True,
    "30008": False,
    "30029": True,
    "30030": True,
    "30036": False,
    "20003": True,
}


@pytest.mark.parametrize(("code", "stops"), FIELD.items())
def test_a_code_about_us_pauses_the_campaign_and_one_about_a_phone_does_not(
    code: str, stops: bool
) -> None:
    assert stops_campaign(code) is meaning(code).stops is stops


@pytest.mark.parametrize("code", [*CODES, "400", "407"])
def test_every_code_says_what_happened_and_what_to_do(code: str) -> None:
    known = meaning(code)
    assert known.says.endswith(".") and known.todo.endswith(".")
    assert known.stops != (known.group in GROUPS)


def test_who_opted_out_looks_like_any_number_that_gets_no_texts() -> None:
    assert kept(codes.OPTED_OUT) == kept("21614") == kept("30005") == "number"
    assert words(kept(codes.OPTED_OUT)) == words(kept("21614"))


@given(code=st.sampled_from(sorted(CODES)) | st.text("0123456789", max_size=6))
def test_what_is_kept_is_about_us_or_a_group_and_has_words(code: str) -> None:
    told = kept(code)
    assert kept(told) == told
    if not code:
        assert told == ""
        return
    assert told in GROUPS or meaning(told).stops
    assert words(told).says and words(told).todo


def test_an_unknown_code_is_loud_and_counts_as_one_phone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert (kept("98765"), stops_campaign("98765")) == ("phone", False)
    assert "98765" in caplog.text and caplog.records[0].levelname == "ERROR"


def test_a_number_of_ours_that_cannot_be_opened_has_words_of_its_own(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert kept("unreadable") == "unreadable"
    assert words("unreadable") == codes.UNREADABLE and not caplog.records


def test_codes_that_others_go_by_are_known() -> None:
    assert not stops_campaign(codes.UNREACHABLE) and kept(codes.UNREACHABLE) == "phone"
    assert codes.QUEUE_FULL in codes.LATER
    assert not codes.LATER & CODES.keys()  # not taken, so they never reach a message


def test_every_status_is_one_of_ours_and_a_new_one_is_loud(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert {status_of(word) for word in codes.STATUSES} == set(RECEIPT_STATUSES)
    assert not caplog.records
    assert status_of("beamed_up") == "queued"
    assert "beamed_up" in caplog.text
