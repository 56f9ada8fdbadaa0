"""An e-mail reaches a server of this machine over real sockets, or the reason why not is told."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mail
from mail import Delayed, Letter, Refused
from settings import Mail, WrongSetting
from tests import mailserver
from tests.mailserver import Inbox, certificate, serving

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
LEAD = "lead-1@uitweg.example"
LETTER = Letter("n1", LEAD, 'Campagne "Één" is gepauzeerd', "Eén regel.\n\nNog één: €.\n")


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "TIMEOUT", 3.0)


def to(port: int, **more: Any) -> Mail:
    plain = {"host": mailserver.HOST, "security": "none", "sender": "uitweg@politie.example"}
    return Mail(**{**plain, "port": port, **more})


def test_it_arrives_as_it_was_written(inbox: Inbox) -> None:
    with serving(inbox) as port:
        mail.send(to(port), LETTER, NOW)
    (got,) = inbox.messages
    assert got["Subject"] == LETTER.subject
    assert got.get_content().replace("\r\n", "\n") == LETTER.body
    assert (got["To"], got["From"]) == (LEAD, "Uitweg <uitweg@politie.example>")
    assert got["Date"].datetime == NOW
    assert got["Auto-Submitted"] == "auto-generated"


def test_it_tells_nothing_of_the_machine_that_sends_it(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "secret-name")
    monkeypatch.setattr("socket.getfqdn", lambda *_: "secret-name.internal")
    with serving(inbox, server_hostname="mail.example") as port:
        mail.send(to(port), LETTER, NOW)
    assert inbox.messages[0]["Message-ID"] == "<n1@politie.example>"
    assert inbox.greeted_by == ["politie.example"]
    assert b"secret-name" not in inbox.raw[0]


def test_a_second_try_has_the_same_message_id(inbox: Inbox) -> None:
    with serving(inbox) as port:
        mail.send(to(port), LETTER, NOW)
        mail.send(to(port), LETTER, NOW)
    assert len({one["Message-ID"] for one in inbox.messages}) == 1


def test_long_lines_and_lone_dots_arrive(inbox: Inbox) -> None:
    body = "x" * 3000 + "\n.\n..\nhere\n"
    with serving(inbox) as port:
        mail.send(to(port), Letter("n1", LEAD, "s", body), NOW)
    assert inbox.messages[0].get_content().replace("\r\n", "\n") == body
    assert max(len(line) for line in inbox.raw[0].split(b"\r\n")) < 998  # RFC 5321


@pytest.mark.parametrize(
    "subject",
    [
        "Zwolle\r\nBcc: someone@else.example",
        "Zwolle\nBcc: someone@else.example",
        "Zwolle\rBcc: someone@else.example",
        "Zwolle\u2028Bcc: someone@else.example",
        "Zwolle\x00\x0b\x0c\x85Bcc: someone@else.example",
    ],
)
def test_a_subject_adds_no_header(inbox: Inbox, subject: str) -> None:
    with serving(inbox) as port:
        mail.send(to(port), Letter("n1", LEAD, subject, "body\n"), NOW)
    (got,) = inbox.messages
    assert got["Bcc"] is None
    assert got["Subject"] == "Zwolle Bcc: someone@else.example"


@given(st.text())
def test_one_line_is_one_line_and_keeps_what_can_be_read(text: str) -> None:
    line = mail.one_line(text)
    assert line.isprintable() and len(line.splitlines()) <= 1
    assert line.replace(" ", "") == "".join(
        one for one in text if one.isprintable() and not one.isspace()
    )


@pytest.mark.parametrize("address", ["", "lead", "a@b\r\nBcc: c@d", "a@b, c@d", "<a@b>", "@b"])
def test_what_is_no_address_is_refused_before_anybody_is_called(address: str) -> None:
    with pytest.raises(Refused):
        mail.send(to(mailserver.free_port()), Letter("n1", address, "s", "b"), NOW)


# Encryption


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_is_encrypted_with_a_server_that_is_trusted(
    inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    file, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with serving_encrypted(inbox, context, security) as port:
        mail.send(to(port, security=security), LETTER, NOW)
    assert inbox.encrypted == [True]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_nobody_vouches_for_gets_nothing(
    inbox: Inbox, tmp_path: Path, security: str
) -> None:
    _file, context = certificate(tmp_path)
    with (
        serving_encrypted(inbox, context, security) as port,
        pytest.raises(Delayed, match="SSLCertVerificationError"),
    ):
        mail.send(to(port, security=security), LETTER, NOW)
    assert inbox.messages == []


def test_it_never_falls_back_to_the_clear(inbox: Inbox) -> None:
    with serving(inbox) as port, pytest.raises(Delayed, match="SMTPNotSupportedError"):
        mail.send(to(port, security="starttls"), LETTER, NOW)
    assert inbox.messages == []


def serving_encrypted(inbox: Inbox, context: Any, security: str) -> Any:
    if security == "starttls":
        return serving(inbox, tls_context=context, require_starttls=True)
    return serving(inbox, ssl_context=context)


# The password


@pytest.fixture
def guarded(inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mail]:
    """A server that wants a password, over an encrypted line only."""
    file, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    wants = {"authenticator": inbox.admit, "auth_required": True, "require_starttls": True}
    with serving(inbox, tls_context=context, **wants) as port:
        yield to(port, security="starttls", user="uitweg")


def test_the_password_opens_the_server(
    inbox: Inbox, guarded: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(mail.PASSWORD, "right")
    mail.send(guarded, LETTER, NOW)
    assert inbox.logged_in == [(b"uitweg", b"right")]
    assert len(inbox.messages) == 1


def test_a_wrong_password_can_be_put_right_and_is_not_repeated(
    inbox: Inbox, guarded: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(mail.PASSWORD, "wrong-one")
    with pytest.raises(Delayed) as raised:
        mail.send(guarded, LETTER, NOW)
    assert str(raised.value) == "SMTPAuthenticationError 535"
    assert inbox.messages == []


def test_a_missing_password_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(mail.PASSWORD, raising=False)
    with pytest.raises(WrongSetting, match="UITWEG_MAIL_PASSWORD"):
        mail.send(to(mailserver.free_port(), user="uitweg"), LETTER, NOW)


def test_without_a_user_no_password_is_read(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(mail.PASSWORD, raising=False)
    with serving(inbox) as port:
        mail.send(to(port), LETTER, NOW)
    assert len(inbox.messages) == 1


# What goes wrong


@pytest.mark.parametrize(
    ("answer", "means", "why"),
    [
        ("550 5.1.1 no such user lead-1", Refused, "the address does not exist"),
        ("553 5.1.3 bad address", Refused, "nor can it"),
        ("450 4.2.1 greylisted", Delayed, "a server that wants a second call"),
        ("451 4.3.0 try later", Delayed, "its trouble"),
        ("452 4.2.2 mailbox full", Delayed, "for now"),
        ("421 4.3.2 shutting down", Delayed, "and it hangs up"),
    ],
)
def test_what_the_server_says_of_the_recipient(
    inbox: Inbox, answer: str, means: type[Exception], why: str
) -> None:
    inbox.answers[LEAD] = [answer]
    with serving(inbox) as port:
        with pytest.raises(means) as raised:
            mail.send(to(port), LETTER, NOW)
        assert type(raised.value) is means and str(raised.value).endswith(answer[:3])
        assert "lead" not in str(raised.value)  # a log may have it
        mail.send(to(port), LETTER, NOW)  # a later one is not harmed
    assert len(inbox.messages) == 1


@pytest.mark.parametrize(
    ("answer", "means"), [("554 5.7.1 looks like spam", Refused), ("451 4.7.0 later", Delayed)]
)
def test_what_the_server_says_of_the_text(
    inbox: Inbox, answer: str, means: type[Exception]
) -> None:
    inbox.data_answers = [answer]
    with serving(inbox) as port, pytest.raises(means):
        mail.send(to(port), LETTER, NOW)


def test_a_server_that_is_down_is_tried_later() -> None:
    with pytest.raises(Delayed, match="ConnectionRefusedError"):
        mail.send(to(mailserver.free_port()), LETTER, NOW)


@pytest.mark.parametrize("host", ["nowhere.invalid", "mail..example", "x" * 64])
def test_a_host_that_does_not_exist_is_tried_later(host: str) -> None:
    with pytest.raises(Delayed, match="gaierror|UnicodeError"):
        mail.send(to(9, host=host), LETTER, NOW)


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_a_server_that_hangs_is_waited_for_so_long_only(
    monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    monkeypatch.setattr(mail, "TIMEOUT", 0.2)
    with mailserver.silent() as port, pytest.raises(Delayed):
        mail.send(to(port, security=security), LETTER, NOW)


def test_a_line_that_breaks_after_the_text_is_tried_again(inbox: Inbox) -> None:
    inbox.drops = True
    with serving(inbox) as port:
        with pytest.raises(Delayed, match="SMTPServerDisconnected"):
            mail.send(to(port), LETTER, NOW)
        mail.send(to(port), LETTER, NOW)
    first, second = inbox.messages  # a double, which its id gives away
    assert first["Message-ID"] == second["Message-ID"]


def test_a_farewell_that_fails_does_not_undo_the_yes(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def rude(self: Inbox, server: Any, session: Any, envelope: Any) -> str:
        server.transport.abort()
        return "221 gone"

    monkeypatch.setattr(Inbox, "handle_QUIT", rude, raising=False)
    with serving(inbox) as port:
        mail.send(to(port), LETTER, NOW)
    assert len(inbox.messages) == 1


def test_nothing_of_it_is_logged_or_printed(
    guarded: Mail,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(mail.PASSWORD, "right")
    with caplog.at_level(logging.DEBUG):
        mail.send(guarded, LETTER, NOW)
    of_the_server = ("mail.log", "asyncio")  # aiosmtpd's own
    ours = [one.getMessage() for one in caplog.records if one.name not in of_the_server]
    said = " ".join([*ours, *capfd.readouterr()])
    assert not any(secret in said for secret in (LEAD, "right", "regel", "politie"))
