"""Short links that nobody can trace to a recipient: a random nonce with a MAC, stored nowhere.

A token is 16 letters and digits: 3 that name the variant, 7 of nonce, 6 of MAC. No dash or
underscore, since phones leave those off a link's end when they make it tappable.
"""

import hashlib
import hmac
import secrets
import string
from collections.abc import Collection

from gate.room import Gate
from problem import N_, Problem

ALPHABET = string.ascii_letters + string.digits
PREFIX, NONCE, MAC = 3, 7, 6
LENGTH = PREFIX + NONCE + MAC


def mint(gate: Gate, campaign: str, variant: str, amount: int) -> list[str]:
    """Fresh full links of a variant; nothing is stored, so nothing ties one to a recipient.

    Raises Problem once the campaign is closed and its key is gone.
    """
    with gate.db.read() as session:
        row = session.links.of_variant(campaign=campaign, variant=variant)
    if row is None or row["key_sealed"] is None:
        raise Problem(
            N_("This campaign is closed: its links are dead, so nothing more can be sent.")
        )
    key = _open_key(gate, row["key_sealed"])
    base = f"{gate.settings.public_address}/c/"
    return [base + _token(row["prefix"], key) for _ in range(amount)]


def read(gate: Gate, token: str) -> tuple[str, str] | None:
    """Campaign and variant of a genuine token of an open campaign, else None."""
    if len(token) != LENGTH or not set(token) <= set(ALPHABET):
        return None
    with gate.db.read() as session:
        row = session.links.of_prefix(prefix=token[:PREFIX])
    if row is None or row["key_sealed"] is None:
        return None
    expected = _mac(_open_key(gate, row["key_sealed"]), token[:-MAC])
    genuine = hmac.compare_digest(expected, token[-MAC:])
    return (row["campaign"], row["variant"]) if genuine else None


def index(gate: Gate, token: str) -> str:
    """What is stored of a token when it is first used: 64 hex digits under the gate's ring."""
    return gate.vault.index(token, "token")


def new_key(gate: Gate) -> str:
    """A fresh link key, sealed with the gate's ring."""
    return gate.vault.seal(secrets.token_hex(32), "link")


def new_prefix(taken: Collection[str]) -> str:
    """The first characters of a variant's tokens, unlike those of any other variant."""
    while (prefix := _random(PREFIX)) in taken:
        pass
    return prefix


def _token(prefix: str, key: bytes) -> str:
    head = prefix + _random(NONCE)
    return head + _mac(key, head)


def _mac(key: bytes, head: str) -> str:
    number = int.from_bytes(hmac.new(key, head.encode(), hashlib.sha256).digest(), "big")
    letters = []
    for _ in range(MAC):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def _open_key(gate: Gate, sealed: str) -> bytes:
    return bytes.fromhex(gate.vault.open(sealed, "link"))


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
