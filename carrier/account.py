"""A look at the Twilio account: may it send, what is left, and what can't be seen from here.

Sources: twilio.com/docs/iam/api/account, /docs/usage/api/balance,
/docs/messaging/api/messaging-geopermissions, /docs/messaging/guides/privacy-message-redaction,
/docs/api/errors. Only reads: nothing at the carrier is changed.
"""

import hmac
import os
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from carrier import senders
from carrier.findings import Finding, look, masked, ok, reason, status, tried, wrong
from carrier.twilio import Twilio
from settings import Settings

ACCOUNT = re.compile(r"AC[0-9a-fA-F]{32}")
TOKEN = re.compile(r"[0-9a-f]{32}")
PRIMARY, SECONDARY = "TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_SECONDARY"
NOT_ACTIVE = "20005"
ENOUGH = 2_000  # segments: a thousand people, two segments each

NO_ACCOUNT = {
    401: (
        f"Twilio refuses TWILIO_ACCOUNT_SID with {PRIMARY}. Copy both from the console's first "
        "page: the account's own token, no API key. After a rotation the new token belongs there."
    ),
    403: (
        "Twilio does not let these credentials read the account. Use those of the live account, "
        "not its test credentials."
    ),
    404: "Twilio knows no such account. Copy TWILIO_ACCOUNT_SID from the console's first page.",
}
SUSPENDED = (
    "The account is {status}: nothing is sent. Ask Twilio's support why, and have it opened."
)


def examine(settings: Settings) -> list[Finding]:
    """Look at account, sender and addresses. Without credentials that work only that is found."""
    found = [*_secrets()]
    if any(one.mark == "wrong" for one in found):
        return found
    client = Twilio(settings).client
    found += _about_base(settings)
    try:
        account = client.api.account.fetch()
    except Exception as error:
        return [*found, wrong(_no_account(error))]
    found += [*_account(account, client.account_sid), *_signing(account.auth_token or "")]
    if account.status != "active":
        return found
    found += tried("The balance", lambda: _balance(client, settings))
    found += tried("Whether Dutch numbers may be texted", lambda: _region(client))
    return [*found, *senders.examine(client, settings), *_retention(settings)]


def _secrets() -> Iterator[Finding]:
    account, primary, secondary = (
        os.environ.get(name, "") for name in ("TWILIO_ACCOUNT_SID", PRIMARY, SECONDARY)
    )
    for name, value in (("TWILIO_ACCOUNT_SID", account), (PRIMARY, primary)):
        if not value:
            yield wrong(f"{name} is not set. Set it in the environment, from the console.")
    if account and not ACCOUNT.fullmatch(account):
        yield wrong(
            "TWILIO_ACCOUNT_SID is not the SID of an account: AC and 32 digits or letters a to f. "
            "An API key (SK) can't check Twilio's signatures."
        )
    if secondary and secondary == primary:
        yield look(f"{SECONDARY} is the same as {PRIMARY}. Remove it, or set the other token.")
    elif secondary:
        yield look(f"{SECONDARY} is accepted too. Remove it when the rotation is done.")


def _about_base(settings: Settings) -> Iterator[Finding]:
    if settings.carrier.twilio.api_base:
        yield look("carrier.twilio.api_base is set: a proxy is asked, not Twilio itself.")


def _account(account: Any, sid: str) -> Iterator[Finding]:
    if account.status != "active":
        yield wrong(SUSPENDED.format(status=account.status))
    elif account.type == "Trial":
        yield wrong(
            "This is a trial account: it texts only numbers that were verified in the console. "
            "Upgrade it, or try a text to such a number and no campaign."
        )
    else:
        yield ok(f"The account {masked(sid)} is active.")


def _no_account(error: Exception) -> str:
    if str(getattr(error, "code", "")) == NOT_ACTIVE:
        return SUSPENDED.format(status="not active")
    if status(error) in NO_ACCOUNT:
        return f"{NO_ACCOUNT[status(error)]} ({reason(error)})"
    return (
        f"Twilio could not be asked: {reason(error)}. Check this machine's network, "
        "carrier.twilio.api_base and carrier.twilio.timeout, and run this again."
    )


def _signing(token: str) -> Iterator[Finding]:
    """Twilio signs with the primary token, whichever of the two it was asked with."""
    ours = [os.environ.get(name, "") for name in (PRIMARY, SECONDARY)]
    known = any(hmac.compare_digest(token, one) for one in ours if one.isascii())
    if TOKEN.fullmatch(token) and not known:
        yield wrong(
            f"Twilio signs with another token than {PRIMARY}, so every reply and receipt would be "
            f"refused. Set {PRIMARY} to the account's primary token."
        )


def _balance(client: Any, settings: Settings) -> Iterator[Finding]:
    answer = client.api.account.balance.fetch()
    balance, price = Decimal(answer.balance), Decimal(str(settings.sending.segment_price))
    left = f"The balance is {balance:.2f} {answer.currency}"
    if balance <= 0:
        yield wrong(f"{left}: nothing is sent. Top it up in the console, under Billing.")
    elif balance < ENOUGH * price:
        yield look(
            f"{left}: about {int(balance / price)} segments at sending.segment_price "
            f"({price} euro). A campaign of {ENOUGH // 2} people with texts of two segments "
            "takes more. Top it up, or turn on auto recharge."
        )
    else:
        yield ok(f"{left}.")


def _region(client: Any) -> Iterator[Finding]:
    answer = client.accounts.v1.messaging_geopermissions.fetch(country_code="NL")
    dutch = next(one for one in answer.permissions if one["country_code"] == "NL")
    if dutch["enabled"]:
        yield ok("The account may text Dutch numbers.")
    else:
        yield wrong(
            "The account may not text Dutch numbers (21408 stops every campaign). Tick the "
            "Netherlands in the console: Messaging, Settings, Geo permissions."
        )


def _retention(settings: Settings) -> Iterator[Finding]:
    chosen = settings.carrier.twilio
    if chosen.content_retention == "discard":
        yield look(
            "carrier.twilio.content_retention = 'discard' needs Message Redaction on the account, "
            "which can't be read from here: look in the console. Without it a campaign pauses "
            "(30029). Twilio's list then shows no texts, so a message whose fate is unclear must "
            "be decided by a person."
        )
    if chosen.answers_content_retention == "discard":
        yield look(
            "carrier.twilio.answers_content_retention = 'discard' needs Message Redaction on the "
            "account, which can't be read from here: look in the console. Without it care's "
            "answers go out, and Twilio keeps them. Twilio's list then shows no texts, so an "
            'answer whose fate is unclear stays "not sure whether it was sent".'
        )
    if chosen.address_retention == "obfuscate":
        yield look(
            "carrier.twilio.address_retention = 'obfuscate' needs Message Redaction too (else "
            "30030), and every unclear message must be decided by a person. Twilio's documents say "
            "that it does not go with Twilio's own STOP handling (warning 23001) nor with Advanced "
            "Opt-Out (23004): its support must switch those off, and STOP is then Uitweg's alone. "
            "We have not tried it: send test texts and a STOP first."
        )
