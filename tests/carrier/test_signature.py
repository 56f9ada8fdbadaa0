"""What the carrier signed is accepted however it writes our address, and nothing else is."""

import hmac
from base64 import b64encode
from hashlib import sha256
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import ImmutableMultiDict

from carrier.base import BadCallback, Inbound, Receipt
from carrier.twilio import (
    AGAIN,
    REPLIES_AGAIN,
    Twilio,
    genuine,
    read_receipt,
    read_reply,
    sign,
    twiml,
)
from settings import Settings

TOKEN = "12345"
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
params = st.dictionaries(text.filter(bool), text, max_size=8)
paths = st.text("abcXYZ019/-_~.", max_size=20)


def test_the_example_of_twilios_own_documentation_fits() -> None:
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    assert sign(url, form, TOKEN) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert genuine(url, form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", TOKEN)


@given(form=params, path=paths)
def test_what_was_signed_is_genuine_with_blanks_and_any_script(
    form: dict[str, str], path: str
) -> None:
    url = f"https://uitweg.example/{path}"
    assert genuine(url, form, sign(url, form, TOKEN), TOKEN)
    assert not genuine(url, form, sign(url, form, "another"), TOKEN)


@given(form=params, scheme=st.sampled_from(["https", "http"]), path=paths)
def test_the_standard_port_may_stand_in_the_address_or_not(
    form: dict[str, str], scheme: str, path: str
) -> None:
    port = {"https": 443, "http": 80}[scheme]
    bare, full = f"{scheme}://uitweg.example/{path}", f"{scheme}://uitweg.example:{port}/{path}"
    assert genuine(bare, form, sign(full, form, TOKEN), TOKEN)
    assert genuine(full, form, sign(bare, form, TOKEN), TOKEN)


@given(form=params, name=text.filter(bool), value=text)
def test_a_parameter_added_changed_or_taken_away_is_a_forgery(
    form: dict[str, str], name: str, value: str
) -> None:
    url = "http://localhost:8080/sms/reply"
    signature = sign(url, form, TOKEN)
    other = {**form, name: form.get(name, "") + value + "x"}
    assert not genuine(url, other, signature, TOKEN)
    for gone in form:
        assert not genuine(url, {k: v for k, v in form.items() if k != gone}, signature, TOKEN)


@given(form=params, query=st.text("abc=&%20+1", max_size=12))
def test_the_query_is_signed_as_it_stands(form: dict[str, str], query: str) -> None:
    url = f"https://uitweg.example/sms/reply?{query}"
    assert genuine(url, form, sign(url, form, TOKEN), TOKEN)
    assert not genuine(url + "&more=1", form, sign(url, form, TOKEN), TOKEN)


@pytest.mark.parametrize(
    "body",
    [
        "Body=&From=%2B316",  # blank
        "Body=+stop+&From=%2B316",  # white space at its ends
        "Body=%0Astop%0D%0A&From=%2B316",
        "Body=%C3%A9+%F0%9F%98%80&From=%2B316",
        "Body=1&Body=2&From=%2B316",  # a name twice
        "Body=2&Body=1&Body=2",
    ],
)
def test_a_form_as_flask_reads_it_is_what_was_signed(body: str) -> None:
    url = "https://uitweg.example/sms/reply"
    pairs = parse_qsl(body, keep_blank_values=True)
    told = url + "".join(name + value for name, value in sorted(set(pairs)))
    signature = b64encode(hmac.digest(TOKEN.encode(), told.encode(), "sha1")).decode()
    assert genuine(url, ImmutableMultiDict(pairs), signature, TOKEN)
    assert not genuine(url, ImmutableMultiDict([*pairs, ("Body", "3")]), signature, TOKEN)


def test_a_hash_of_a_body_in_the_address_makes_no_form_genuine() -> None:
    empty = sha256(b"").hexdigest()
    url = f"https://uitweg.example/sms/reply?bodySHA256={empty}"  # so a JSON body is signed
    assert not genuine(url, {"From": "+31612345678", "Body": "stop"}, sign(url, {}, TOKEN), TOKEN)


@pytest.mark.parametrize("after", ["", AGAIN, REPLIES_AGAIN])
def test_either_token_fits_with_and_without_what_follows_the_address(
    monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC1")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "first")
    url, form = "https://uitweg.example/sms/receipt/m1", {"MessageStatus": "sent"}
    monkeypatch.delenv("TWILIO_AUTH_TOKEN_SECONDARY", raising=False)
    alone = Twilio(Settings())
    monkeypatch.setenv("TWILIO_AUTH_TOKEN_SECONDARY", "second")
    both = Twilio(Settings())
    for token in ("first", "second"):
        assert both.genuine(url, form, sign(url + after, form, token))
    assert alone.genuine(url, form, sign(url + after, form, "first"))
    assert not alone.genuine(url, form, sign(url + after, form, "second"))
    for guess in ("", "third", "firstsecond"):
        assert not both.genuine(url, form, sign(url + after, form, guess))


@pytest.mark.parametrize(
    ("url", "signature"),
    [
        ("http://localhost:8080/sms/reply", ""),
        ("http://localhost:8080/sms/reply", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        ("http://localhost:8080/sms/reply", "é" * 28),  # not even base64
        ("http://localhost:notaport/", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        ("", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    ],
)
def test_nonsense_is_refused_and_breaks_nothing(url: str, signature: str) -> None:
    assert not genuine(url, {"Body": "\ud800"}, signature, TOKEN)
    assert not genuine(url, {"Body": ""}, signature, TOKEN)


def test_a_reply_is_read_with_all_that_matters_and_what_is_new_is_let_be() -> None:
    form = {
        "MessageSid": "SM1",
        "From": "AZERTY",  # not E.164
        "To": "+3197000000000",
        "Body": "  stop ",
        "NumMedia": "2",
        "OptOutType": "STOP",
        "BrandNew": "?",
    }
    assert read_reply(form) == Inbound("SM1", "AZERTY", "+3197000000000", "  stop ", 2, "STOP")


def test_an_empty_reply_and_a_strange_media_count_are_still_a_reply() -> None:
    form = {"MessageSid": "SM1", "From": "+31612345678", "Body": "", "NumMedia": "²"}
    assert read_reply(form) == Inbound("SM1", "+31612345678", "", "")


@pytest.mark.parametrize("form", [{}, {"MessageSid": "SM1"}, {"From": "+31612345678"}])
def test_a_reply_without_id_or_sender_is_malformed(form: dict[str, str]) -> None:
    with pytest.raises(BadCallback):
        read_reply(form)


@pytest.mark.parametrize(
    ("word", "ours"),
    [
        ("accepted", "queued"),
        ("scheduled", "queued"),
        ("queued", "queued"),
        ("sending", "queued"),
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("read", "delivered"),  # it was delivered, or nobody could have read it
        ("undelivered", "undelivered"),
        ("failed", "failed"),
        ("canceled", "failed"),
        ("beamed_up", "queued"),  # new: proves only that the carrier has it
    ],
)
def test_every_status_of_twilio_is_one_of_ours(word: str, ours: str) -> None:
    assert read_receipt({"MessageSid": "SM1", "MessageStatus": word}).status == ours


@pytest.mark.parametrize(
    ("code", "stops"), [("", False), ("30005", False), ("30007", True), ("99999", False)]
)
def test_a_receipts_code_says_whether_it_is_about_us(code: str, stops: bool) -> None:
    form = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": code}
    assert read_receipt(form) == Receipt("SM1", "undelivered", code, stops)


def test_what_twilio_says_anew_is_logged_loudly(caplog: pytest.LogCaptureFixture) -> None:
    read_receipt({"MessageSid": "SM1", "MessageStatus": "beamed_up", "ErrorCode": "99999"})
    assert "beamed_up" in caplog.text and "99999" in caplog.text and "SM1" not in caplog.text


@pytest.mark.parametrize("form", [{}, {"MessageSid": "SM1"}, {"MessageStatus": "sent"}])
def test_a_receipt_without_id_or_status_is_malformed(form: dict[str, str]) -> None:
    with pytest.raises(BadCallback):
        read_receipt(form)


def test_an_answer_is_one_sms_or_nothing() -> None:
    assert twiml(None).endswith("<Response />")
    assert "<Message>1 &lt; 2 &amp; مساعدة</Message>" in twiml("1 < 2 & مساعدة")
