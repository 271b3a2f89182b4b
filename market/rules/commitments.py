"""The commitment letter as it is filled and hashed. Source: domain.md 2.3."""

from collections.abc import Mapping

from market.rules.canonical import sha256

HASH_LINE = "文本指纹"


def filled(text: str, facts: Mapping[str, str]) -> tuple[str, str]:
    """The letter as signed, and its SHA-256.

    The hash is taken over the filled Chinese text without its own line, which shows the hash.
    """
    for name, value in facts.items():
        text = text.replace("{" + name + "}", value)
    hashed = "\n".join(line for line in text.split("\n") if HASH_LINE not in line)
    text_sha256 = sha256(hashed)
    return text.replace("{text_hash}", text_sha256), text_sha256
