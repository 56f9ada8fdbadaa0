"""One number as it is spelled -> what it is; phonenumbers (libphonenumber) decides. No I/O."""

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberType, ValidationResult

from problem import N_

SHORT_CODE = 6  # digits at most
MOST_DIGITS = 15  # of a number, its country code included: E.164
DUTCH_LENGTH = 9  # national digits of a Dutch number, its zero apart
OTHER_LENGTHS = ("0", "80", "90", "97")  # what begins so has other lengths, or none

DUTCH_MOBILE = re.compile(r"(?:(?:0{0,3}|0?011)31)?0?(6[0-9]{8})")  # in every dialling habit
DIRECTORY = re.compile(r"18[0-9]{2}")  # directory enquiries: paid, by the number plan of the ACM
NOT_A_DIGIT = re.compile(r"[^0-9]+")


@dataclass(frozen=True)
class Number:
    """`number`: E.164, or None when there is none. `reason`: why it can't be texted, '' if it can.

    Kinds: mobile, foreign mobile, fixed, m2m, premium, freephone, shared cost, company, voip,
    personal, pager, short code, alphanumeric, group, e-mail, hidden, damaged, incomplete, none,
    several, ambiguous, too short, too long, unassigned.
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
    "incomplete": N_("Digits are masked or cut off. Ask for an export with whole numbers."),
    "none": N_("There is no number."),
    "several": N_("Several numbers in one cell. Give each number a row of its own."),
    "ambiguous": N_(
        "A Dutch number with one digit too many, or a foreign one. If it is foreign, write it "
        "with a plus and its country code."
    ),
    "too short": N_("The number is too short. Compare it with the export."),
    "too long": N_("The number is too long. Compare it with the export."),
    "unassigned": N_("No phone can have this number. Compare it with the export."),
}
ONE_SHORT = N_("The number is one digit short. Compare it with the export.")
ONE_OVER = N_("The number has one digit too many. Compare it with the export.")

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


def judge(raw: str, text: str, region: str) -> Number:
    """What the number `text` is; `raw` is kept beside it. `region`: ISO 3166."""
    digits, plus = digits_of(text), text.lstrip("( ").startswith("+")
    if plus and digits.startswith("0"):  # from tools that put a plus before whatever there was
        text, plus = digits, False
    if region == "NL" and (dutch := DUTCH_MOBILE.fullmatch(digits)):
        if not plus or digits.startswith("31"):
            mobile = PhoneNumber(country_code=31, national_number=int(dutch[1]))
            return _valid(raw, mobile, region) or _wrong(raw, mobile)
    parsed = parse(text, region)
    found = _valid(raw, parsed, region)
    if plus:
        return found or _wrong(raw, parsed)
    if not found and len(digits) <= SHORT_CODE:
        return _short(raw, digits, region)
    found = found or _valid(raw, _foreign_mobile(digits), region)
    if found and region == "NL" and _is_doubtful(found, digits):
        return left_out(raw, "ambiguous")
    return found or _wrong(raw, parsed)


def left_out(raw: str, kind: str, number: str | None = None, reason: str = "") -> Number:
    """What can't be texted, with the reason."""
    return Number(raw, number, kind, False, reason or REASONS[kind])


def parse(text: str, region: str | None) -> PhoneNumber | None:
    """What phonenumbers makes of it, valid or not; None when it is no number at all."""
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None


def digits_of(text: str) -> str:
    """Its digits alone."""
    return NOT_A_DIGIT.sub("", text)


def _valid(raw: str, parsed: PhoneNumber | None, region: str) -> Number | None:
    # A number of an unknown type is one that isn't valid: phonenumbers finds both in one go.
    type_ = phonenumbers.number_type(parsed) if parsed else PhoneNumberType.UNKNOWN
    if parsed is None or type_ == PhoneNumberType.UNKNOWN:
        return None
    number = f"+{parsed.country_code}{phonenumbers.national_significant_number(parsed)}"
    kind = "m2m" if number.startswith("+3197") else KINDS[type_]
    if kind != "mobile":
        return left_out(raw, kind, number)
    home = phonenumbers.country_code_for_region(region) == parsed.country_code
    return Number(raw, number, "mobile" if home else "foreign mobile", True, "")


def _short(raw: str, digits: str, region: str) -> Number:
    if region == "NL" and DIRECTORY.fullmatch(digits):
        return left_out(raw, "premium")
    return left_out(raw, "short code" if len(digits) > 2 else "too short")


def _foreign_mobile(digits: str) -> PhoneNumber | None:
    # What starts with 6 or 0 is a Dutch number with a typing error before it is an Australian
    # one: the text would reach a stranger on the other side of the world.
    parsed = None if digits[:1] in "06" else parse("+" + digits, None)
    is_mobile = parsed and phonenumbers.number_type(parsed) == PhoneNumberType.MOBILE
    return parsed if is_mobile else None


def _is_doubtful(found: Number, digits: str) -> bool:
    """Whether a foreign number may be a Dutch mobile one with a digit too many, or one lost."""
    if (found.number or "").startswith("+31"):
        return False
    if digits.startswith("00"):
        return bool(DUTCH_MOBILE.fullmatch(digits, 1))  # 00687… is 0687… or New Caledonia
    shorter = (digits[:place] + digits[place + 1 :] for place in range(len(digits)))
    return len(digits) < DUTCH_LENGTH or any(map(DUTCH_MOBILE.fullmatch, shorter))


def _wrong(raw: str, parsed: PhoneNumber | None) -> Number:
    if parsed is None:
        return left_out(raw, "too long" if len(digits_of(raw)) > MOST_DIGITS else "unassigned")
    national = phonenumbers.national_significant_number(parsed)
    over = len(national) - DUTCH_LENGTH
    if parsed.country_code == 31 and over and not national.startswith(OTHER_LENGTHS):
        is_dutch = digits_of(raw).startswith(("0", "31", "6"))
        reason = {-1: ONE_SHORT, 1: ONE_OVER}.get(over, "") if is_dutch else ""
        return left_out(raw, "too short" if over < 0 else "too long", reason=reason)
    result = phonenumbers.is_possible_number_with_reason(parsed)
    lengths = {ValidationResult.TOO_SHORT: "too short", ValidationResult.TOO_LONG: "too long"}
    return left_out(raw, lengths.get(result, "unassigned"))
