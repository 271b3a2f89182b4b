"""Strict JSON: one object, every key once, shallow, and only text that is real Unicode."""

import json
from typing import Any

DEPTH = 4
DIGITS = 18  # Far beyond any amount; longer integers are not even turned into numbers.


class NotStrict(ValueError):
    """The text is not JSON in the one form that is accepted."""


class NotWhole:
    """A number that is no whole number of reasonable size: 1.5, 1e3, NaN, 10²⁰."""

    def __init__(self, text: str) -> None:
        self.text = text


def read_object(text: str, depth: int = DEPTH) -> dict[str, Any]:
    """The object that a frame or a body holds.

    Raises NotStrict for anything but one JSON object, for a key that comes twice, for nesting
    deeper than `depth` and for a lone surrogate. Numbers that are not whole become NotWhole, so
    that the field decides what they mean. Source: interfaces.md 8.
    """
    try:
        value = DECODER.decode(text)
    except (ValueError, RecursionError) as fault:
        raise NotStrict(str(fault)) from None
    if not isinstance(value, dict):
        raise NotStrict("not an object")
    _check(value, depth)
    return value


def _whole(text: str) -> int | NotWhole:
    return int(text) if len(text) <= DIGITS else NotWhole(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise NotStrict("a key comes twice")
    return members


def _check(value: Any, depth: int) -> None:
    if isinstance(value, str):
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise NotStrict("a lone surrogate") from None
    elif isinstance(value, dict | list):
        if not depth:
            raise NotStrict("too deep")
        if isinstance(value, dict):
            for key in value:
                _check(key, depth)
            value = list(value.values())
        for member in value:
            _check(member, depth - 1)


DECODER = json.JSONDecoder(
    object_pairs_hook=_once, parse_int=_whole, parse_float=NotWhole, parse_constant=NotWhole
)
