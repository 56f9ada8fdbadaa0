"""A phone number as an export spells it -> E.164, what kind it is, whether it can get an SMS.

phonenumbers (Google's libphonenumber) is the arbiter; `spelling` cleans before it. No I/O.
"""

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberType

from outreach import spelling
from problem import N_

SHORT_CODE = 6  # digits at most
DUTCH_LENGTH = 9  # national digits of a Dutch number, its zero apart
IN_A_TEXT = re.compile(r"\+?\d(?:[ ./()-]{0,2}\d){8,}")  # nine digits: a date has eight


@dataclass(frozen=True)
class Number:
    """`number`: E.164, or None when there is none. `reason`: why it can't be texted, '' if it can.

    Kinds: mobile, foreign mobile, fixed, m2m, premium, freephone, shared cost, company, voip,
    personal, pager, short code, alphanumeric, group, e-mail, hidden, damaged, none, too short,
    too long, unassigned.
    """

    raw: str
    number: str | None
    kind: str
    textable: bool
    reason: str


REASONS = {
    "fixed": N_("A landline can't receive an SMS."),
    "m2m": N_("A number of a machine (097), not of a person."),
    "premium": N_("A premium-rate number can't receive an SMS."),
    "freephone": N_("A freephone number can't receive an SMS."),
    "shared cost": N_("A shared-cost number can't receive an SMS."),
    "company": N_("A company's number (088, 14…) can't receive an SMS."),
    "voip": N_("An internet phone number can't receive an SMS."),
    "personal": N_("A forwarding number can't receive an SMS."),
    "pager": N_("A pager can't receive an SMS."),
    "short code": N_("A short code sends texts and can't receive them."),
    "alphanumeric": N_("A name, not a number: such senders can't be answered."),
    "group": N_("A group, not a person."),
    "e-mail": N_("An e-mail address, not a phone number."),
    "hidden": N_("The sender's number is hidden."),
    "damaged": N_("Scientific notation lost digits. Export the column as text."),
    "none": N_("There is no number."),
    "too short": N_("The number is too short. Compare it with the export."),
    "too long": N_("The number is too long. Compare it with the export."),
    "unassigned": N_("No phone can have this number. Compare it with the export."),
}

KINDS = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile",  # North America doesn't tell them apart
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.PREMIUM_RATE: "premium",
    PhoneNumberType.TOLL_FREE: "freephone",
    PhoneNumberType.SHARED_COST: "shared cost",
    PhoneNumberType.UAN: "company",
    PhoneNumberType.VOIP: "voip",
    PhoneNumberType.PERSONAL_NUMBER: "personal",
    PhoneNumberType.PAGER: "pager",
    PhoneNumberType.VOICEMAIL: "unassigned",
    PhoneNumberType.UNKNOWN: "unassigned",
}


def read(raw: str, region: str = "NL") -> Number:
    """Read one cell. `region` (ISO 3166) is where numbers without a country code belong."""
    found = spelling.clean(raw)
    if found.kind:
        return _left_out(raw, None, found.kind)
    digits = "".join(sign for sign in found.digits if sign.isdecimal())
    if not found.digits.startswith("+") and len(digits) <= SHORT_CODE:
        return _left_out(raw, None, "short code" if len(digits) > 2 else "too short")
    return _judge(raw, _parse(found.digits, digits, region), region)


def masked(number: str) -> str:
    """An E.164 number for the eye, "+31 6 ••••••78": whoever has it at hand can recognise it."""
    if number.startswith("+316"):
        return f"+31 6 {'•' * (len(number) - 6)}{number[-2:]}"
    parsed = _parse(number, number[1:], "NL")
    country = f"+{parsed.country_code}" if parsed else "+"
    return f"{country} {'•' * max(0, len(number) - len(country) - 2)}{number[-2:]}"


def masked_in(text: str) -> str:
    """A text with everything in it masked that could be a number, for samples of texts."""
    return IN_A_TEXT.sub(lambda run: _hidden(run[0]), text)


def masked_label(label: str) -> str:
    """A label or file name with its phone numbers masked; case numbers ("PL0600-2026-1") stay."""
    return IN_A_TEXT.sub(lambda run: _hidden(run[0]) if read(run[0]).number else run[0], label)


def _hidden(digits: str) -> str:
    return "••••" + digits[-2:]


def _parse(text: str, digits: str, region: str) -> PhoneNumber | None:
    try:
        parsed = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    if phonenumbers.is_valid_number(parsed) or text.startswith("+"):
        return parsed
    return _foreign_without_plus(digits) or parsed


def _foreign_without_plus(digits: str) -> PhoneNumber | None:
    # What starts with 6 or 0 is a Dutch number with a typing error before it is an Australian
    # one: the text would reach a stranger on the other side of the world.
    if digits[0] in "06":
        return None
    try:
        parsed = phonenumbers.parse("+" + digits, None)
    except NumberParseException:
        return None
    mobile = phonenumbers.number_type(parsed) == PhoneNumberType.MOBILE
    return parsed if mobile else None


def _judge(raw: str, parsed: PhoneNumber | None, region: str) -> Number:
    if parsed is None:
        return _left_out(raw, None, "unassigned")
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if not phonenumbers.is_valid_number(parsed):
        return _left_out(raw, None, _what_is_wrong(parsed))
    kind = "m2m" if number.startswith("+3197") else KINDS[phonenumbers.number_type(parsed)]
    if kind != "mobile":
        return _left_out(raw, number, kind)
    home = phonenumbers.country_code_for_region(region) == parsed.country_code
    return Number(raw, number, "mobile" if home else "foreign mobile", True, "")


def _what_is_wrong(parsed: PhoneNumber) -> str:
    length = len(phonenumbers.national_significant_number(parsed))
    if parsed.country_code == 31 and length != DUTCH_LENGTH:
        return "too short" if length < DUTCH_LENGTH else "too long"
    result = phonenumbers.is_possible_number_with_reason(parsed)
    lengths = {
        phonenumbers.ValidationResult.TOO_SHORT: "too short",
        phonenumbers.ValidationResult.TOO_LONG: "too long",
    }
    return lengths.get(result, "unassigned")


def _left_out(raw: str, number: str | None, kind: str) -> Number:
    return Number(raw, number, kind, False, REASONS[kind])
