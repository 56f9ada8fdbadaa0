"""How recipients are shared out over the variants of a text. No I/O."""

from collections.abc import Iterable, Mapping

from problem import N_, Problem

LARGEST = 1000


def equal(letters: Iterable[str]) -> dict[str, int]:
    """The same share for each letter."""
    return dict.fromkeys(letters, 1)


def check(shares: Mapping[str, int], letters: Iterable[str]) -> None:
    """Raise Problem unless each of these letters, and no other, has a share that can be used."""
    good = all(type(one) is int and 1 <= one <= LARGEST for one in shares.values())
    if not good or set(shares) != set(letters):
        raise Problem(
            N_("Give every variant a share: a whole number from 1 to {largest}."), largest=LARGEST
        )


def split(amount: int, shares: Mapping[str, int]) -> dict[str, int]:
    """How many of `amount` each letter gets: its exact share, rounded down or up, `amount` in all.

    What is left over goes to the largest remainders, in the order of the letters when equal.
    """
    whole = sum(shares.values())
    got = {letter: amount * share // whole for letter, share in shares.items()}
    by_rest = sorted(shares, key=lambda letter: (-(amount * shares[letter] % whole), letter))
    for letter in by_rest[: amount - sum(got.values())]:
        got[letter] += 1
    return got
