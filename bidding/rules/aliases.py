"""Aliases: a letter and a digit that say nothing about who bears them or when it came."""

from collections.abc import Iterable

LETTERS = "ABCDEFGHJKLMNPQRTUVWXY"  # None that looks like a digit.
DIGITS = "23456789"


def free_aliases(taken: Iterable[str]) -> list[str]:
    """From which to choose by chance; a second digit comes only when half of the short are gone."""
    used = set(taken)
    short = [letter + digit for letter in LETTERS for digit in DIGITS]
    free = [alias for alias in short if alias not in used]
    if len(free) * 2 > len(short):
        return free
    return [
        letter + one + other
        for letter in LETTERS
        for one in DIGITS
        for other in DIGITS
        if letter + one + other not in used
    ]
