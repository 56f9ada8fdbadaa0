"""Which figures are the account of an app, not a phone number.

Telegram, Facebook and others number their users, and "612345678" is a user of Telegram as well as
somebody's Dutch mobile: the text would reach a stranger.
"""

import re
from functools import lru_cache

from outreach.intake.cells import fold

ACCOUNT = re.compile(r"[1-9]\d*")  # what begins with a plus or a zero was dialled
# Apps, and what tools call the phone's own messages and calls, that know people by their number.
NUMBERED = frozenset(
    "whatsapp signal viber imessage facetime sms mms rcs native android ios iphone apple google "
    "samsung huawei sim phone call calls log logs recents dialer telephony telefoon oproepen "
    "berichten".split()
)
OTHERS = frozenset("facebook instagram telegram hangouts voice chat meet duo".split())


def is_one(identifier: str, app: str) -> bool:
    """Whether this is an account of `app` (as an export names it, '' when it doesn't)."""
    return bool(app and ACCOUNT.fullmatch(identifier)) and not _goes_by_number(app)


@lru_cache(maxsize=256)
def _goes_by_number(app: str) -> bool:
    words = set(fold(app).split())
    plain = words <= {"message", "messages"}
    return OTHERS.isdisjoint(words) and (plain or not NUMBERED.isdisjoint(words))
