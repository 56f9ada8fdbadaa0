"""Where an organisation wants to be alerted, and whether that can be right. Pure."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import phonenumbers

from problem import Problem

EMAIL = re.compile(r"[^@\s<>,;:\"()\\]+@[^@\s<>,;:\"()\\]+\.[^@\s<>,;:\"()\\.]+")
HERE = ("localhost", "127.0.0.1", "::1")
LONGEST = 300
MOBILE = (
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
)


@dataclass(frozen=True)
class Duty:
    """ "" for nobody. `duty_phone` is E.164; only whoever is open day and night is texted."""

    duty_email: str = ""
    duty_webhook: str = ""
    duty_phone: str = ""
    coordinator_email: str = ""


def checked(duty: Duty) -> Duty:
    """The same without spaces around, the phone in E.164; raises Problem."""
    return Duty(
        duty_email=_email(duty.duty_email.strip()),
        duty_webhook=_webhook(duty.duty_webhook.strip()),
        duty_phone=_mobile(duty.duty_phone.strip()),
        coordinator_email=_email(duty.coordinator_email.strip()),
    )


def _email(typed: str) -> str:
    if typed and (len(typed) > LONGEST or not EMAIL.fullmatch(typed)):
        raise Problem("“{typed}” is not an e-mail address. Write one address, such as "
                      "duty@example.org.", typed=typed)  # fmt: skip
    return typed


def _webhook(typed: str) -> str:
    if typed and not _is_callable(typed):
        raise Problem("“{typed}” can't be called. Write an address that begins with https://, "
                      "without a name or password in it.", typed=typed)  # fmt: skip
    return typed


def _is_callable(typed: str) -> bool:
    try:
        parts = urlsplit(typed)
        host, _port = parts.hostname, parts.port  # a port that is none raises
    except ValueError:
        return False
    plain = typed.isascii() and typed.isprintable() and " " not in typed and len(typed) <= LONGEST
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in HERE)
    return bool(plain and safe and host and "@" not in parts.netloc and not parts.fragment)


def _mobile(typed: str) -> str:
    if not typed:
        return ""
    try:
        number = phonenumbers.parse(typed, "NL")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or phonenumbers.number_type(number) not in MOBILE:
        raise Problem("“{typed}” is not a mobile number. Write one such as +31612345678.",
                      typed=typed)  # fmt: skip
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
