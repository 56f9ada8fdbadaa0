"""A look at who sends and where replies go: the messaging service or the number.

Sources: twilio.com/docs/messaging/api/service-resource, /phonenumber-resource,
/alphasender-resource, twilio.com/docs/phone-numbers/api/incomingphonenumber-resource,
twilio.com/docs/usage/webhooks/webhooks-connection-overrides. Only reads.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from carrier.findings import Finding, look, masked, ok, tried, wrong
from carrier.twilio import AGAIN, REPLIES_AGAIN
from settings import Settings

SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")
MOST = 100  # senders of a service that are looked at
PACE = 10  # segments a second that a long number is said to send; an operator may know better
SHORT = 3_600  # seconds

OPT_OUT = (
    "Whether Advanced Opt-Out is on, and in which words, can't be read through Twilio's API. Look "
    "in the console: Messaging, Services, the service, Opt-Out Management. It should be on, with "
    "Dutch words and answers (docs/twilio.md has them). Without it Twilio knows English words "
    "only, answers STOP and HELP in English, and who asks HELP gets that beside Uitweg's answer. "
    "In any case a care worker's answer to somebody who said STOP is blocked too (21610)."
)
ONE_WAY = (
    "The service has an alphanumeric sender. Twilio prefers it for Dutch numbers, and nobody can "
    "answer it: no STOP, no reply, no call for help. Remove it from the service."
)


@dataclass(frozen=True)
class Hook:
    """Where replies are posted, as set at the carrier. `where`: who has it, `named`: its name."""

    where: str
    named: str
    address: str
    method: str
    fallback: str


def examine(client: Any, settings: Settings) -> list[Finding]:
    """Look at the messaging service of the settings, or without one at their number."""
    sid = settings.carrier.twilio.messaging_service
    if not sid:
        return tried("The number", lambda: _number(client, settings), needed=True)
    if not SERVICE.fullmatch(sid):
        return [
            wrong(
                "carrier.twilio.messaging_service is not the SID of a messaging service: MG and "
                "32 digits or letters a to f. Copy it from the console: Messaging, Services."
            )
        ]
    missing = f"The account has no messaging service {masked(sid)}. Copy its SID from the console."
    return tried("The messaging service", lambda: _service(client, settings), missing, True)


def _service(client: Any, settings: Settings) -> Iterator[Finding]:
    context = client.messaging.v1.services(settings.carrier.twilio.messaging_service)
    service = context.fetch()
    numbers = context.phone_numbers.list(limit=MOST)
    codes = context.short_codes.list(limit=MOST)
    if context.alpha_senders.list(limit=1):
        yield wrong(ONE_WAY)
    yield from tried("Senders for one country", lambda: _per_country(context))
    yield from _numbers(service, numbers, codes, settings)
    if service.use_inbound_webhook_on_number:
        for one in numbers:
            yield from _hook(_of_number(client.incoming_phone_numbers(one.sid).fetch()), settings)
    else:
        yield from _hook(_of_service(service), settings)
    yield from _habits(service, settings)
    yield look(OPT_OUT)


def _numbers(
    service: Any, numbers: Sequence[Any], codes: Sequence[Any], settings: Settings
) -> Iterator[Finding]:
    able = [one.phone_number for one in numbers if _texts(one.capabilities)]
    able += [one.short_code for one in codes]
    if not able:
        yield wrong(
            "The service has no number that can send SMS and take replies. Add a Dutch mobile "
            "number to it: Messaging, Services, the service, Sender Pool."
        )
        return
    yield ok(f"The service sends from {', '.join(map(masked, able))}, and people can answer.")
    if settings.carrier.sender not in able:
        yield wrong(
            "carrier.sender is no number of the service, and the help site tells people to text "
            "it. Set it to the number that they get their text from."
        )
    if any(one.country_code != "NL" for one in numbers):
        yield look("The service has a foreign number: people trust it less, and may pay to answer.")
    if len(able) > 1 and not service.sticky_sender:
        yield look(
            "The service has several numbers and Sticky Sender is off: a care worker's answer may "
            "come from another number than the text before it. Turn it on."
        )
    yield from _pace(len(able), settings)


def _per_country(context: Any) -> Iterator[Finding]:
    found = context.destination_alpha_senders.list(limit=MOST)
    if any(one.iso_country_code in (None, "", "NL") for one in found):
        yield wrong(ONE_WAY)


def _number(client: Any, settings: Settings) -> Iterator[Finding]:
    sender = settings.carrier.sender
    found = client.incoming_phone_numbers.list(phone_number=sender, limit=MOST)
    number = next((one for one in found if one.phone_number == sender), None)
    if number is None:
        yield wrong(
            f"The account has no number {masked(sender)} (carrier.sender). Buy one, or set "
            "carrier.twilio.messaging_service."
        )
        return
    if _texts(number.capabilities):
        yield ok(f"The account has the number {masked(sender)}, and people can answer it.")
    else:
        yield wrong(f"The number {masked(sender)} can't send SMS. Buy a Dutch mobile number.")
    if number.sms_application_sid:
        yield wrong(
            f"The number {masked(sender)} gives its SMS to a TwiML application, whatever its "
            "address is. Choose Webhook there."
        )
    yield from _hook(_of_number(number), settings)
    yield look(
        "carrier.twilio.messaging_service is empty. Only a messaging service has Advanced Opt-Out: "
        "without it Twilio knows English words only, and answers STOP and HELP in English."
    )
    yield from _pace(1, settings)


def _texts(capabilities: Any) -> bool:
    """Of a service's number a list such as ["SMS"], of an account's an object {"sms": true}."""
    if isinstance(capabilities, dict):
        return bool(capabilities.get("sms") or capabilities.get("SMS"))
    return any(str(one).upper() == "SMS" for one in capabilities or [])


def _of_service(service: Any) -> Hook:
    return Hook(
        "The service",
        "Incoming Messages, Send a webhook",
        service.inbound_request_url or "",
        service.inbound_method or "POST",
        service.fallback_url or "",
    )


def _of_number(number: Any) -> Hook:
    return Hook(
        f"The number {masked(number.phone_number)}",
        "A message comes in",
        number.sms_url or "",
        number.sms_method or "POST",
        number.sms_fallback_url or "",
    )


def _hook(hook: Hook, settings: Settings) -> Iterator[Finding]:
    if not settings.webhook.public_address:
        yield look(f"{hook.where}: where replies go can't be compared without a public address.")
        return
    own = f"{settings.public_address}/sms/reply"
    address, _, options = hook.address.partition("#")
    to_do = f'Set "{hook.named}" to {own}{REPLIES_AGAIN}, with POST.'
    if not address:
        yield wrong(f"{hook.where} posts replies nowhere: no STOP, no call for help. {to_do}")
    elif address != own:
        yield wrong(f"{hook.where} posts replies to another address. {to_do}")
    elif hook.method.upper() != "POST":
        yield wrong(f"{hook.where} sends replies with {hook.method}, which is refused. {to_do}")
    elif not _retries(options):
        yield look(
            f"{hook.where} posts replies to us, but tries again only when it can't connect: one "
            f"that we could not store is lost. {to_do}"
        )
    elif f"#{options}" not in (AGAIN, REPLIES_AGAIN):
        yield look(
            f"{hook.where} posts replies to us with other options than {REPLIES_AGAIN}. Whether "
            "Twilio's signature covers them is not documented, and Uitweg tries only those. "
            f"{to_do}"
        )
    else:
        yield ok(f"{hook.where} posts replies to {own}, and tries again when that fails.")
    yield from _fallback(hook, f"{settings.fallback_address}/sms/fallback", own)


def _retries(options: str) -> bool:
    chosen = parse_qs(options)
    causes = set(",".join(chosen.get("rp", [])).split(","))
    return chosen.get("rc", ["0"])[0] in "12345" and ("all" in causes or {"5xx", "rt"} <= causes)


def _fallback(hook: Hook, own: str, first: str) -> Iterator[Finding]:
    address, _, options = hook.fallback.partition("#")
    to_do = f"Set it to {own}{REPLIES_AGAIN}."
    if not address:
        yield look(
            f"{hook.where} has no fallback address: what somebody writes while Uitweg is down is "
            f"lost. {to_do}"
        )
    elif address == first:
        yield look(
            f"{hook.where} has a fallback that is the first address once more: it fails when that "
            f"one does. {to_do}"
        )
    elif address != own:
        yield look(
            f"{hook.where} has a fallback elsewhere. What arrives there Uitweg never sees, and "
            f"signatures made for another host it refuses. {to_do} Or set webhook.fallback_address."
        )
    elif options and f"#{options}" not in (AGAIN, REPLIES_AGAIN):
        yield look(
            f"{hook.where} has a fallback with other options than {REPLIES_AGAIN}. Whether "
            f"Twilio's signature covers them is not documented. {to_do}"
        )
    else:
        yield ok(f"{hook.where} has the fallback {own}.")


def _habits(service: Any, settings: Settings) -> Iterator[Finding]:
    if service.smart_encoding:
        yield look(
            "Smart Encoding is on: Twilio replaces characters such as curly quotes, so people get "
            "other texts than the preview shows, and segments may differ. Turn it off."
        )
    if service.status_callback:
        yield ok("The service's own status callback is not used: each message names Uitweg's.")
    if service.validity_period and service.validity_period < SHORT:
        yield look(
            f"The service gives a text up after {service.validity_period} seconds in the queue, a "
            "care worker's answer too. Set its validity period to 36000."
        )
    if service.fallback_to_long_code and settings.carrier.twilio.address_retention == "obfuscate":
        yield look(
            "Fallback to Long Code does not go with obfuscated numbers (23005). Turn it off."
        )


def _pace(numbers: int, settings: Settings) -> Iterator[Finding]:
    rate = settings.carrier.rate
    if rate > PACE * numbers:
        yield look(
            f"carrier.rate is {rate:g} segments a second for {numbers} number(s). A long number is "
            f"said to send about {PACE}; the rest waits at Twilio, where Pause can't stop it. Ask "
            "Twilio what your sender may, and set that."
        )
