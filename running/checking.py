"""`manage.py check-carrier`: what stands between these settings and a real campaign."""

import ipaddress
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from carrier import account
from carrier.findings import Finding, look, ok
from carrier.findings import wrong as is_wrong
from settings import Settings

WIDTH, ORDER = 100, ("wrong", "look", "ok")
SANDBOX = (
    'carrier.name is "sandbox": no SMS leaves this machine, and no carrier was asked. To send, set '
    'carrier.name = "twilio", carrier.sender, carrier.twilio.messaging_service, '
    "webhook.public_address and wall.operator in config.toml, and TWILIO_ACCOUNT_SID and "
    "TWILIO_AUTH_TOKEN in the environment. docs/twilio.md says how; then run this again."
)


def findings(settings: Settings, data: Path) -> list[Finding]:
    """Look at the settings, the data folder and the account. Asks nobody with the sandbox."""
    if settings.sandbox:
        return [look(SANDBOX)]
    here = [*_address(settings), *_people(settings), *_data(data)]
    return [*here, *account.examine(settings)]


def lines(found: Sequence[Finding]) -> Iterator[str]:
    """A paragraph a finding, its mark first and the worst on top, and the sum."""
    for one in sorted(found, key=lambda one: ORDER.index(one.mark)):
        yield _wrapped(one)
    marks = Counter(one.mark for one in found)
    yield f"In all: {marks['wrong']} wrong, {marks['look']} to look at, {marks['ok']} ok."


def wrong(found: Sequence[Finding]) -> bool:
    """Whether anything is wrong, so that nothing should be sent yet."""
    return any(one.mark == "wrong" for one in found)


def _wrapped(one: Finding) -> str:
    # An address or a setting is copied from here: it is never cut.
    return textwrap.fill(
        one.says,
        WIDTH,
        initial_indent=f"{one.mark:<5}  ",
        subsequent_indent=" " * 7,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _address(settings: Settings) -> Iterator[Finding]:
    address = settings.webhook.public_address
    if not address or _local(urlsplit(address).hostname or ""):
        yield is_wrong(
            "webhook.public_address is no address on the internet: links in texts would open "
            "nowhere, and no reply or receipt arrives. Set it to https:// and a host."
        )
    elif not address.startswith("https://"):
        yield is_wrong(
            "webhook.public_address is not https: replies would cross the internet in the open. "
            "Put a proxy with a certificate before the webhook."
        )
    else:
        yield ok(f"The public address is {address}.")


def _local(host: str) -> bool:
    if host.endswith((".localhost", ".local")) or not {".", ":"} & {*host}:
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _people(settings: Settings) -> Iterator[Finding]:
    yield ok(f"wall.operator names {settings.wall.operator.strip()}: it must not be the police.")
    if settings.dashboard.sign_in == "demo":
        yield is_wrong(
            "dashboard.sign_in = 'demo' lets anybody in, so serve refuses a real carrier. Uitweg "
            "has no other sign-in yet, so it can't send for real: see Not yet in CHANGELOG.md."
        )
    if not settings.mail.host:
        yield look(
            "mail.host is empty: when a campaign pauses by itself, its team leads see that on the "
            "page only. Set the mail section."
        )


def _data(data: Path) -> Iterator[Finding]:
    if (data / "sandbox.sqlite").exists():
        yield look(
            f"The data folder {data} was used with the sandbox. Its do-not-text list holds the "
            "example's people: begin with an empty one (--data)."
        )
