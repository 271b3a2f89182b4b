"""RFC 8785 canonical JSON for values without fractions, and the hashes made of it."""

import hashlib
import json
from typing import Any

SAFE_INTEGER = 2**53 - 1
HASH_PREFIX = b"mingbiao/v1\n"


def canonical(value: Any) -> str:
    """The one text of a value: objects, lists, texts, integers within ±(2⁵³−1), booleans, null.

    Keys here are ASCII, so code point order is the UTF-16 order that RFC 8785 asks for.
    Raises ValueError for a fraction, an integer out of range or a key that is not ASCII text.
    Source: record.md 1.
    """
    _check(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _check(value: Any) -> None:
    match value:
        case None | bool():
            return
        case str():
            value.encode()  # A lone surrogate has no UTF-8.
        case int():
            if not -SAFE_INTEGER <= value <= SAFE_INTEGER:
                raise ValueError(f"integer out of range: {value}")
        case dict():
            for key, member in value.items():
                if not (isinstance(key, str) and key.isascii()):
                    raise ValueError(f"not an ASCII key: {key!r}")
                _check(member)
        case list() | tuple():
            for member in value:
                _check(member)
        case _:
            raise ValueError(f"no canonical form: {value!r}")


def event_hash(text: str) -> str:
    """Source: live-auction.md 3."""
    return hashlib.sha256(HASH_PREFIX + text.encode()).hexdigest()


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def sealed_digest(salt_hex: str, value: str) -> str:
    """SHA-256 of the salt's bytes and the value. Source: record.md 1."""
    return hashlib.sha256(bytes.fromhex(salt_hex) + value.encode()).hexdigest()


def head_text(log: str, seq: int, head: str, at: str) -> str:
    """What is signed for a head. Source: record.md 1."""
    return f"mingbiao/v1 head\n{log}\n{seq}\n{head}\n{at}\n"
