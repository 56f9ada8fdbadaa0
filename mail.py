"""One plain e-mail, sent by the mail server of the settings."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from settings import Mail, secret

TIMEOUT = 10.0  # seconds for each answer of the server
PASSWORD = "UITWEG_MAIL_PASSWORD"  # noqa: S105 - where it stands, not what it is


@dataclass(frozen=True)
class Letter:
    """An e-mail to one address. `id` stays when it is sent again: mailboxes may drop a double."""

    id: str
    to: str
    subject: str
    body: str


class Refused(Exception):
    """The server will never deliver this one: it has no such address, or won't have the text.

    The text of this and the next one is a kind of error and the server's code, nothing else.
    """


class Delayed(Exception):
    """It could not be sent now: no server, no connection to trust, no time, or not our password."""


def send(settings: Mail, letter: Letter, now: datetime) -> None:
    """Hand an e-mail to the server of `settings`, which must name one.

    Raises Refused, Delayed, or WrongSetting when there is a user and no password. The server may
    take it and the line break before it says so: that is Delayed as well, so the reader may get it
    twice. For an e-mail that is better than not at all.
    """
    message = _written(settings.sender, letter, now)
    password = secret(PASSWORD) if settings.user else ""
    try:
        _hand_over(settings, password, message)
    except (OSError, UnicodeError) as error:  # smtplib's, sockets' and certificates'; a host's name
        about_it = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
        code = _code(error)
        said = f"{type(error).__name__} {code or ''}".strip()
        raise (Refused if about_it and code >= 500 else Delayed)(said) from None


def one_line(text: str) -> str:
    """The text without line breaks and other marks that can't be seen, such as a header's end."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _written(sender: str, letter: Letter, now: datetime) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address("Uitweg", addr_spec=sender)
        message["To"] = Address(addr_spec=letter.to)
        message["Message-ID"] = f"<{letter.id}@{_domain(sender)}>"
    except (ValueError, IndexError, MessageError):  # the library's, for whatever is no address
        raise Refused("not an address") from None
    message["Subject"] = one_line(letter.subject)
    message["Date"] = now
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notice comes back
    message.set_content(letter.body, cte="quoted-printable")  # lines of any length, on any server
    return message


def _hand_over(settings: Mail, password: str, message: EmailMessage) -> None:
    server = _connected(settings)
    try:
        if settings.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.user:
            server.login(settings.user, password)
        server.send_message(message)
        with suppress(OSError):  # it has the e-mail; a farewell that fails changes nothing
            server.quit()
    finally:
        server.close()


def _connected(settings: Mail) -> smtplib.SMTP:
    # Without a name of ours to give, smtplib would look up this machine's and tell it.
    name, host, port = _domain(settings.sender), settings.host, settings.port
    if settings.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, name, timeout=TIMEOUT, context=context)
    return smtplib.SMTP(host, port, name, timeout=TIMEOUT)


def _domain(sender: str) -> str:
    return sender.rpartition("@")[2].encode("idna").decode()


def _code(error: Exception) -> int:
    """The server's answer as a number, 0 when it is none of its."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return int(next(iter(error.recipients.values()))[0])
    return int(getattr(error, "smtp_code", 0))
